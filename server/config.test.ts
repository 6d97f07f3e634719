import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliEnvironment, environment, readCliConfig, readConfig } from '#server/config.ts';
import { AppError } from '#server/domain/app-error.ts';

const VARIABLES = Object.keys(environment.shape);
const ALL_VARIABLES = [...VARIABLES, ...Object.keys(cliEnvironment.shape)];
const EXAMPLE = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

describe('.env.example', () => {
  const lines = EXAMPLE.split('\n');
  const assignments = lines.filter((line) => /^[A-Z]/.test(line));

  test('lists exactly the variables that are read, in the same order, none set', () => {
    expect(assignments).toEqual(ALL_VARIABLES.map((name) => `${name}=`));
  });

  test.each(ALL_VARIABLES)('says what %s is', (name) => {
    const above = lines[lines.indexOf(`${name}=`) - 1];

    expect(above).toMatch(/^# .{20,}/);
  });

  test('is itself a valid environment: empty means default', () => {
    const example = Object.fromEntries(
      assignments.map((line) => [line.replace(/=.*/, ''), line.replace(/^.*?=/, '')]),
    );

    expect(readConfig(example)).toEqual(readConfig({}));
    expect(readCliConfig(example)).toEqual(readCliConfig({}));
  });
});

test('without any variable everything has its default', () => {
  expect(readConfig({})).toEqual({
    development: false,
    web: { host: '0.0.0.0', port: 3_000, publicUrl: 'http://localhost:3000' },
    database: { url: null },
    dataDir: resolve('.data'),
    secretKey: null,
    role: 'all',
    admin: { password: null, token: null },
    outbound: { deny: [], allow: [] },
    allowFileRepositories: false,
    logLevel: 'info',
    worker: { slots: 20, clusterRuns: 5, faultPoint: null },
    mail: null,
    keep: { days: 90, runs: 2_000, auditDays: 365 },
  });
});

test('each variable is heard', () => {
  const config = readConfig({
    NODE_ENV: 'development',
    PORT: '8080',
    HOST: '::1',
    DATABASE_URL: 'postgres://u:p@db.example:5432/sync',
    FABRIC_SYNC_DATA_DIR: '/var/lib/fabric-sync',
    FABRIC_SYNC_SECRET_KEY: 'k'.repeat(32),
    FABRIC_SYNC_ROLE: 'worker',
    FABRIC_SYNC_ADMIN_PASSWORD: 'p'.repeat(8),
    FABRIC_SYNC_ADMIN_TOKEN: 't'.repeat(8),
    FABRIC_SYNC_PUBLIC_URL: 'https://sync.example',
    FABRIC_SYNC_OUTBOUND_DENY: '10.0.0.0/8, *.internal ,',
    FABRIC_SYNC_OUTBOUND_ALLOW: '169.254.1.1',
    FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: 'yes',
    FABRIC_SYNC_LOG_LEVEL: 'debug',
    FABRIC_SYNC_WORKER_SLOTS: '7',
    FABRIC_SYNC_CLUSTER_RUNS: '3',
    FABRIC_SYNC_SMTP_URL: 'smtp://u:p@mail.example:587',
    FABRIC_SYNC_MAIL_FROM: 'sync@example.org',
    FABRIC_SYNC_KEEP_DAYS: '30',
    FABRIC_SYNC_KEEP_RUNS: '100',
    FABRIC_SYNC_KEEP_AUDIT_DAYS: '730',
  });

  expect(config).toEqual({
    development: true,
    web: { host: '::1', port: 8_080, publicUrl: 'https://sync.example' },
    database: { url: 'postgres://u:p@db.example:5432/sync' },
    dataDir: '/var/lib/fabric-sync',
    secretKey: 'k'.repeat(32),
    role: 'worker',
    admin: { password: 'p'.repeat(8), token: 't'.repeat(8) },
    outbound: { deny: ['10.0.0.0/8', '*.internal'], allow: ['169.254.1.1'] },
    allowFileRepositories: true,
    logLevel: 'debug',
    worker: { slots: 7, clusterRuns: 3, faultPoint: null },
    mail: { url: 'smtp://u:p@mail.example:587', from: 'sync@example.org' },
    keep: { days: 30, runs: 100, auditDays: 730 },
  });
});

test('the command line has its own variables', () => {
  expect(readCliConfig({})).toEqual({ url: 'http://localhost:3000', token: null, color: true, dumb: false });
  expect(readCliConfig({ TERM: 'dumb' })).toMatchObject({ color: false, dumb: true });
  expect(
    readCliConfig({ FABRIC_SYNC_URL: 'https://sync.example', FABRIC_SYNC_TOKEN: 't', NO_COLOR: '1' }),
  ).toEqual({ url: 'https://sync.example', token: 't', color: false, dumb: false });
  expect(() => readCliConfig({ FABRIC_SYNC_URL: 'canary' })).toThrow(/FABRIC_SYNC_URL: (?!.*canary)/);
});

test.each([
  ['true', true],
  ['1', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
])('a switch "%s" is %s', (word, expected) => {
  expect(readConfig({ FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: word }).allowFileRepositories).toBe(expected);
});

/** One wrong value for each variable that can be wrong. */
const WRONG: Readonly<Record<string, string>> = {
  NODE_ENV: 'canary-env',
  PORT: 'canary-port',
  DATABASE_URL: 'mysql://user:canary-password@db.example/x',
  FABRIC_SYNC_SECRET_KEY: 'canary-key',
  FABRIC_SYNC_ROLE: 'canary-role',
  FABRIC_SYNC_ADMIN_PASSWORD: 'canary!',
  FABRIC_SYNC_ADMIN_TOKEN: 'canary?',
  FABRIC_SYNC_PUBLIC_URL: 'canary-url',
  FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: 'canary-flag',
  FABRIC_SYNC_LOG_LEVEL: 'canary-level',
  FABRIC_SYNC_WORKER_SLOTS: '5canary',
};

/** The message of the refusal; "" when nothing is refused. */
function failure(env: Readonly<Record<string, string>>): string {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    return error instanceof AppError && error.code === 'CONFIG_INVALID' ? error.message : String(error);
  }
}

describe('a wrong environment', () => {
  test.each(Object.entries(WRONG))('%s=%s is named and not repeated', (name, value) => {
    const message = failure({ [name]: value });

    expect(message).toContain(`\n  ${name}: `);
    expect(message).not.toContain('canary');
  });

  test('all wrong variables are named at once, and no other', () => {
    const message = failure(WRONG);

    for (const name of VARIABLES) expect(message.includes(`\n  ${name}: `)).toBe(name in WRONG);
    expect(message).not.toContain('canary');
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['FABRIC_SYNC_WORKER_SLOTS', '0'],
    ['FABRIC_SYNC_WORKER_SLOTS', '501'],
    ['FABRIC_SYNC_SECRET_KEY', 'k'.repeat(31)],
    ['FABRIC_SYNC_ADMIN_PASSWORD', 'p'.repeat(7)],
    ['FABRIC_SYNC_ADMIN_TOKEN', 't'.repeat(7)],
  ])('%s=%s is past its limit', (name, value) => {
    expect(failure({ [name]: value })).toContain(`\n  ${name}: `);
  });
});
