import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { createLog, type Log } from '#server/log.ts';

const CANARY = 'hunter2-canary';

/** The one line that `write` logs, as it is written and as it is read. */
function lineOf(write: (log: Log) => void): { text: string; line: Record<string, unknown> } {
  const written: string[] = [];
  write(createLog('info', { write: (text) => written.push(text) }));
  expect(written).toHaveLength(1);
  const [text = ''] = written;
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

test('a line is JSON with level, ISO time and message', () => {
  const { line } = lineOf((log) => log.warn({ fabricId: 7, code: 'K8S_CONFLICT' }, 'run failed'));

  expect(line).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    fabricId: 7,
    code: 'K8S_CONFLICT',
    msg: 'run failed',
  });
});

test('what is below the level is not written', () => {
  const written: string[] = [];
  const log = createLog('warn', { write: (text) => written.push(text) });

  log.info('unheard');

  expect(written).toEqual([]);
});

const SECRET_FIELDS = [
  'password',
  'passphrase',
  'token',
  'kubernetes_token',
  'kubernetes_client_key',
  'kubernetesClientKeySealed',
  'kubeconfig',
  'clientKey',
  'kubernetesToken',
  'kubernetesTokenSealed',
  'ssh_private_key',
  'sshPrivateKey',
  'sshPrivateKeySealed',
  'tokenSealed',
  'privateKey',
  'secret',
  'secretKey',
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
];

describe('secrets are redacted by the name of their field', () => {
  test.each(SECRET_FIELDS)('%s, at the top and two levels down', (field) => {
    const secret = { [field]: CANARY };

    const { text, line } = lineOf((log) =>
      log.info({ ...secret, request: { ...secret, headers: secret } }, 'x'),
    );

    expect(text).not.toContain(CANARY);
    expect(line).toMatchObject({
      [field]: '[redacted]',
      request: { [field]: '[redacted]', headers: { [field]: '[redacted]' } },
    });
  });

  test('in child loggers and inside errors too', () => {
    const error = Object.assign(new Error('refused'), { options: { token: CANARY }, password: CANARY });

    const { text } = lineOf((log) => log.child({ session: { cookie: CANARY } }).error({ err: error }, 'x'));

    expect(text).not.toContain(CANARY);
    expect(text).toContain('refused');
  });

  test('fields that only speak of them stay readable', () => {
    const { line } = lineOf((log) => log.info({ kubernetes_token_set: true, tokenId: 3 }, 'x'));

    expect(line).toMatchObject({ kubernetes_token_set: true, tokenId: 3 });
  });
});

describe('errors of the database', () => {
  const cause = Object.assign(
    new Error('duplicate key value violates unique constraint "sessions_token_unique"'),
    {
      code: '23505',
      detail: `Key (token)=(${CANARY}) already exists.`,
      where: `COPY line 1: ${CANARY}`,
    },
  );
  const query = new DrizzleQueryError(
    'insert into "sessions" values ($1, $2)',
    [CANARY, `two\nlines ${CANARY}`],
    cause,
  );

  test.each<[string, Error]>([
    ['a failed query', query],
    ['a failed query below another error', new AppError('INTERNAL', { id: 'e-1' }, { cause: query })],
    ['what Postgres says', cause],
  ])('%s keeps statement and reason, and loses the values', (_, error) => {
    const { text, line } = lineOf((log) => log.error({ err: error }, 'x'));

    expect(text).not.toContain(CANARY);
    expect(line['err']).toMatchObject({
      message: expect.stringContaining('duplicate key value'),
      stack: expect.stringContaining('log.test.ts'),
    });
  });

  test('the statement of a failed query is kept', () => {
    const { text } = lineOf((log) => log.error({ err: query }, 'x'));

    expect(text).toContain('insert into');
  });
});

test('an error keeps type, code and details', () => {
  const { line } = lineOf((log) =>
    log.error({ err: new AppError('GIT_YAML_INVALID', { file: 'a.yaml', why: 'x' }) }, 'x'),
  );

  expect(line['err']).toMatchObject({
    type: 'AppError',
    message: 'a.yaml: x',
    code: 'GIT_YAML_INVALID',
    details: { file: 'a.yaml', why: 'x' },
  });
});

test('what was thrown and is no error is logged as it is', () => {
  expect(lineOf((log) => log.error({ err: 'gone' }, 'x')).line).toMatchObject({ err: 'gone' });
});

test('an error that is its own cause is logged', () => {
  const error: Error & { cause?: unknown } = new Error('circle');
  error.cause = error;

  expect(lineOf((log) => log.error({ err: error }, 'x')).text).toContain('circle');
});
