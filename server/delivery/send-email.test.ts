import { createServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { sendEmail } from '#server/delivery/send-email.ts';

/** A real SMTP server; each test says how it behaves. */
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { received, at: (userinfo = '') => `smtp://${userinfo}127.0.0.1:${port}` };
}

const MAIL = {
  id: '0b6c1c1e-0000-4000-8000-000000000000',
  subject: '[Fabric Sync] lab: Automatic runs are paused',
  text: 'what happened\n',
  recipients: ['ops@example.org', 'night@example.org'],
};
const send = (url: string, limitMs?: number) => sendEmail({ url, from: 'sync@example.org' }, MAIL, limitMs);

test('a mail reaches all its recipients, once, and is known by its id', async () => {
  const { received, at } = await mailServer();

  const result = await send(at());

  expect(result).toEqual({ type: 'delivered', statusCode: 250, note: null });
  expect(received).toEqual([
    {
      from: 'sync@example.org',
      to: MAIL.recipients,
      text: expect.stringMatching(/Subject: \[Fabric Sync\] lab: Automatic runs are paused\r\n/),
    },
  ]);
  expect(received[0]?.text).toContain(`Message-ID: <${MAIL.id}@fabric-sync>`);
  expect(received[0]?.text).toContain('what happened');
});

describe('a server that asks who we are', () => {
  const asking: SMTPServerOptions = {
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === 'sync' && password === 'p@ss word') done(null, { user: 'sync' });
      else done(refusal(535, 'no'));
    },
  };

  test('is told', async () => {
    const { received, at } = await mailServer(asking);

    expect(await send(at('sync:p%40ss%20word@'))).toMatchObject({ type: 'delivered' });
    expect(received).toHaveLength(1);
  });

  test('refuses a wrong password for good, and nothing says it', async () => {
    const { received, at } = await mailServer(asking);

    const result = await send(at('sync:hunter2@'));

    expect(result).toEqual({
      type: 'failed',
      permanent: true,
      statusCode: 535,
      error: 'the mail server refused the sign-in',
    });
    expect(received).toEqual([]);
  });
});

describe('refusals', () => {
  test.each([
    ['550: for good', 550, true],
    ['451 (greylisting): for now', 451, false],
    ['421: for now', 421, false],
  ])('%s', async (_, code, permanent) => {
    const { received, at } = await mailServer({
      onRcptTo: (_address, _session, done) => done(refusal(code, 'no')),
    });

    expect(await send(at())).toMatchObject({ type: 'failed', permanent, statusCode: code });
    expect(received).toEqual([]);
  });

  test('greylisting passes: the next attempt is taken', async () => {
    let asked = 0;
    const { received, at } = await mailServer({
      onMailFrom(_address, _session, done) {
        asked += 1;
        done(asked === 1 ? refusal(450, 'greylisted') : undefined);
      },
    });

    expect(await send(at())).toMatchObject({ type: 'failed', permanent: false, statusCode: 450 });
    expect(await send(at())).toMatchObject({ type: 'delivered' });
    expect(received).toHaveLength(1);
  });

  test('of one recipient: the others have it, and it is said', async () => {
    const { received, at } = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address === 'night@example.org' ? refusal(550, 'unknown') : undefined),
    });

    expect(await send(at())).toEqual({
      type: 'delivered',
      statusCode: 250,
      note: 'refused for 1 of 2 recipients',
    });
    expect(received[0]?.to).toEqual(['ops@example.org']);
  });
});

describe('no answer', () => {
  async function tcp(onConnection: (server: TcpServer) => void): Promise<string> {
    const server = createServer();
    onConnection(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sockets = new Set<{ destroy(): void }>();
    server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('a server that accepts the connection and says nothing', async () => {
    const url = await tcp(() => {});

    expect(await send(url, 200)).toEqual({
      type: 'failed',
      permanent: false,
      statusCode: null,
      error: 'no answer in time',
    });
  });

  test('a server that hangs up', async () => {
    const url = await tcp((server) => server.on('connection', (socket) => socket.destroy()));

    expect(await send(url, 1_000)).toMatchObject({ type: 'failed', permanent: false, statusCode: null });
  });

  test('nobody there', async () => {
    const url = await tcp(() => {});
    for (const close of closing.splice(0)) await close();

    expect(await send(url)).toMatchObject({ type: 'failed', permanent: false, statusCode: null });
  });
});
