import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { eq } from 'drizzle-orm';
import { afterAll, describe, expect, it, test } from 'vitest';
import { runs as runRows } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { runCli } from '#server/cli/run-cli.ts';
import { terminalUnderTest } from '#server/cli/terminal-under-test.ts';
import type { Terminal } from '#server/cli/terminal.ts';

const { db } = await testDatabase();
const { app, tokens, call } = await startApi(db);
const url = await new Promise<string>((ready) => {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ready(`http://127.0.0.1:${port}`),
  );
  afterAll(() => server.close());
});
const newFabric = async (name: string): Promise<number> =>
  (
    await call('POST', '/fabrics', {
      name,
      kubernetes_server: 'https://127.0.0.1:1',
      kubernetes_token: 'canary-token',
      sync_interval: 0,
    })
  ).body.id as number;
const ids = { dc1: await newFabric('dc1'), 'main site': await newFabric('main site') };
await call('POST', '/fabrics', { name: 'blank' });
await call('POST', '/repositories', { name: 'net', url: 'https://git.example/net.git' });

function start(line: string | readonly string[], given: Partial<Terminal> = {}, token = tokens.operator) {
  const under = terminalUnderTest(given);
  const argv = typeof line === 'string' ? line.split(' ') : line;
  return { ...under, code: runCli(argv, under.terminal, { url, token, color: false }) };
}
async function cli(line: string | readonly string[], given: Partial<Terminal> = {}, token = tokens.operator) {
  const { code, said } = start(line, given, token);
  return { code: await code, ...said };
}
const jsonOf = async (line: string): Promise<unknown> => JSON.parse((await cli(line)).out) as unknown;

describe('fabrics', () => {
  it('lists them with state and why, and only those that are asked for', async () => {
    const all = await cli('fabrics');

    expect(all).toMatchObject({ code: 0, err: '' });
    expect(all.out).toMatch(/^FABRIC +STATE +DRIFT +LAST SYNC +WHY\n/);
    expect(all.out).toMatch(/\ndc1 +Never Synced +0 +never +\S.+\n/);
    expect((await cli('fabrics --state not_configured')).out).toMatch(
      /^FABRIC.+\nblank +Not Configured .+\n$/,
    );
    expect((await cli('fabrics -q main --limit 5')).out).toContain('\nmain site ');
    expect(await cli('fabrics --limit 1')).toMatchObject({ code: 0, err: '1 of 3; --limit shows more\n' });
    expect(await cli('fabrics --state in_sync')).toMatchObject({
      code: 0,
      out: '',
      err: 'No fabric is like that\n',
    });
    expect(await cli('fabrics --limit 0')).toMatchObject({ code: 2, out: '' });
  });

  it('keeps to the width of a terminal', async () => {
    for (const columns of [60, 100]) {
      const lines = (await cli('fabrics', { columns })).out.split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
    expect((await cli('fabrics', { columns: 30 })).out).toContain('FABRIC: dc1\nSTATE: Never Synced\n');
  });

  it('gives names to scripts', async () => {
    expect(await cli('fabrics --names')).toMatchObject({ code: 0, out: 'blank\ndc1\nmain site\n', err: '' });
  });
});

test('repositories are listed', async () => {
  expect((await cli('repositories')).out).toMatch(
    /\nnet +main +unknown +0 +https:\/\/git\.example\/net\.git\n$/,
  );
});

describe('cancel, runs and run', () => {
  it('cancels what runs, and says when nothing does', async () => {
    expect(await cli('cancel dc1')).toMatchObject({ code: 1, out: '' });
    const { task_id: taskId } = (await jsonOf('sync dc1 --json')) as { task_id: string };

    expect(await cli('cancel dc1')).toMatchObject({ code: 0, out: 'dc1: cancelled\n', err: '' });

    expect(await jsonOf(`run ${taskId} --json`)).toMatchObject({ status: 'cancelled', results: [] });
    expect((await cli(`run ${taskId}`)).out).toMatch(
      new RegExp(
        `^${taskId}: cancelled\nsync of dc1, manual by .+\nQueued \\S+, started not yet, ended \\S+\n`,
      ),
    );
    expect((await cli('cancel dc1')).err).toContain('No synchronization is running');
  });

  it('lists runs of one fabric or of all, by their status', async () => {
    await cli(['sync', 'main site']);
    const of = async (line: string | string[]): Promise<string[]> =>
      (await cli(line)).out
        .split('\n')
        .slice(1, -1)
        .map((row) => row.replace(/^\S+ +(main site|dc1)? *\S+ +(\S+) .*$/, '$1 $2').trim());

    expect(await of('runs')).toEqual(['main site pending', 'dc1 cancelled']);
    expect(await of(['runs', 'main site'])).toEqual(['pending']);
    expect(await of('runs --status cancelled')).toEqual(['dc1 cancelled']);
    expect(await cli(['cancel', 'main site'])).toMatchObject({ code: 0 });
  });

  it.each([
    ['run 999999', 'not found'],
    ['run nonsense', 'not found'],
    ['runs nope', 'There is no fabric "nope"'],
  ])('%s fails', async (line, message) => {
    expect(await cli(line)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(message) as string,
    });
  });
});

describe('tokens', () => {
  it('a new one is alone on standard output, works, is listed without its secret, and is revoked', async () => {
    const made = await cli('tokens create --name ci --expires 1d');

    expect(made.out).toMatch(/^\S{20,}\n$/);
    expect(made.err).toMatch(/^Token \d+ "ci" expires \S+\. Keep it: it is not shown again\.\n$/);
    const secret = made.out.trim();
    expect(await cli('status dc1', {}, secret)).toMatchObject({ code: 0 });
    const listed = await cli('tokens');
    expect(listed.out).toMatch(/ ci\n/);
    expect(listed.out + JSON.stringify(await jsonOf('tokens --json'))).not.toContain(secret);
    const id = /^Token (\d+)/.exec(made.err)?.[1];

    expect(await cli(`tokens revoke ${id}`)).toMatchObject({ code: 0, out: `Token ${id} is revoked\n` });

    expect(await cli('status dc1', {}, secret)).toMatchObject({ code: 1, out: '' });
    expect(await cli(`tokens revoke ${id}`)).toMatchObject({ code: 1, out: '' });
  });

  it('one that only reads is refused what changes something', async () => {
    const made = await cli('tokens create --name watch --read-only');

    expect(made.err).toMatch(/^Token \d+ "watch", read only, never expires\. /);
    expect(await cli('status dc1', {}, made.out.trim())).toMatchObject({ code: 0 });
    expect(await cli('sync dc1', {}, made.out.trim())).toMatchObject({ code: 1, out: '' });
    expect((await cli('tokens')).out).toMatch(/ read only +operator\S* .+ watch\n/);
  });

  it.each([
    ['tokens create', 2, 'Say what the token is for'],
    ['tokens create --name a --name b', 2, 'Say what the token is for'],
    ['tokens create --name a --expires soon', 2, '--expires takes'],
    ['tokens create --name a --expires 2001-01-01', 1, 'invalid'],
    ['tokens revoke ci', 2, 'is not the id of a token'],
  ])('%s: exit code %i', async (line, code, message) => {
    expect(await cli(line)).toMatchObject({ code, out: '', err: expect.stringContaining(message) as string });
  });
});

describe('--json', () => {
  it.each([
    ['fabrics', { count: 3 }],
    ['fabrics --names', { count: 3 }],
    ['repositories', { count: 1 }],
    ['runs', { results: expect.any(Array) as unknown }],
    ['tokens', { results: expect.any(Array) as unknown }],
    ['tokens create --name json', { token: expect.any(String) as unknown }],
    ['status dc1', { fabric_id: ids.dc1 }],
    ['export dc1', { kind: 'List' }],
    ['preflight dc1', { passed: false }],
  ])('%s writes one document and nothing else', async (line, document) => {
    const { out, err } = await cli(`${line} --json`);

    expect(JSON.parse(out)).toMatchObject(document);
    expect(err).toBe('');
  });

  it.each([
    ['status nope --json', 1, 'NOT_FOUND'],
    ['status --json', 2, 'USAGE'],
    ['import dc1 --kind Pod --json', 1, 'REQUEST_INVALID'],
    ['cancel dc1 --json', 1, 'CONFLICT'],
  ])('%s writes what is wrong as one document on standard error', async (line, exitCode, code) => {
    const said = await cli(line);

    expect(said).toMatchObject({ code: exitCode, out: '' });
    expect(JSON.parse(said.err)).toMatchObject({ code, error: expect.any(String) as unknown });
  });
});

describe('waiting', () => {
  const advance = async (percentage: number): Promise<void> => {
    const [found] = await db.select().from(runRows).where(eq(runRows.status, 'pending'));
    if (found === undefined) throw new Error('nothing waits to run');
    const progress = { ...found.progress, percentage };
    await db.update(runRows).set({ progress }).where(eq(runRows.id, found.id));
  };
  const cancelled = async (): Promise<void> => {
    expect((await call('POST', `/fabrics/${ids.dc1}/sync/cancel`)).status).toBe(204);
  };

  it('on a terminal writes one line over, and clears it at the end', async () => {
    const waiting = start('sync dc1 --wait', { errColumns: 80 });
    await expect.poll(() => waiting.said.err).toContain('[░░░░░░░░░░░░░░░░░░░░]   0%');
    await advance(40);
    await expect.poll(() => waiting.said.err, { timeout: 5_000 }).toContain('[████████░░░░░░░░░░░░]  40%');
    await cancelled();

    expect(await waiting.code).toBe(1);
    expect(waiting.said.err).not.toContain('\n');
    expect(waiting.said.err.endsWith('\r\u001b[2K')).toBe(true);
    expect(waiting.said.out).toMatch(
      /^\S+: cancelled\n0 created, 0 updated, 0 deleted, 0 unchanged, 0 failed\n/,
    );
  });

  it('elsewhere writes a line for each step, and nothing that steers', async () => {
    const waiting = start('sync dc1 --wait');
    await expect.poll(() => waiting.said.err).toMatch(/^sync_fabric_\S+: \S.*\n$/);
    await cancelled();

    expect(await waiting.code).toBe(1);
    expect(waiting.said.err).not.toContain('\r');
    expect(waiting.said.err).not.toContain('\u001b');
  });

  it.each([
    ['sync dc1 --wait', { errColumns: 80 }],
    ['import dc1 --wait', {}],
  ])('Ctrl-C ends the waiting of %s, not the run', async (line, terminal) => {
    const waiting = start(line, terminal);
    await expect.poll(() => waiting.said.err).not.toBe('');

    expect(waiting.pressInterrupt()).toBe(true);

    expect(await waiting.code).toBe(130);
    const taskId = /fabric-sync run (\S+)\n/.exec(waiting.said.err)?.[1];
    expect(waiting.said.err).toContain(`${taskId} goes on.\n`);
    expect(waiting.said.err).toContain('To cancel it: fabric-sync cancel dc1\n');
    expect(waiting.pressInterrupt()).toBe(false);
    expect((await call('GET', `/runs/${taskId}`)).body.status).toBe('pending');
    await cancelled();
  });
});

test('Ctrl-C with --json says so in JSON', async () => {
  const waiting = start('sync dc1 --wait --json');
  await expect.poll(() => waiting.pressInterrupt()).toBe(true);

  expect(await waiting.code).toBe(130);
  expect(waiting.said.out).toBe('');
  expect(JSON.parse(waiting.said.err)).toMatchObject({ code: 'INTERRUPTED' });
  expect((await call('POST', `/fabrics/${ids.dc1}/sync/cancel`)).status).toBe(204);
});

describe('the program, from another folder', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
  const env = { ...process.env, FABRIC_SYNC_URL: url, FABRIC_SYNC_TOKEN: tokens.operator };

  it('npx runs it', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'fabric-sync-elsewhere-'));
    afterAll(() => rm(elsewhere, { recursive: true, force: true }));
    const child = spawn('npx', ['--no', '--prefix', root, 'fabric-sync', 'fabrics', '--json'], {
      cwd: elsewhere,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (text: Buffer) => void (out += text.toString()));
    const code = await new Promise((ended) => child.on('close', ended));

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ count: 3 });
  }, 60_000);

  it('whoever reads only its beginning breaks nothing', async () => {
    const child = spawn(
      'bash',
      ['--norc', '-c', `set -o pipefail; ${join(root, 'server/cli/bin.js')} --help | head -1`],
      {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => void (said += text.toString()));
    }
    const code = await new Promise((ended) => child.on('close', ended));

    expect({ code, said }).toEqual({ code: 0, said: 'Usage: fabric-sync <command> [options]\n' });
  });

  it('Ctrl-C while it waits ends it with 130', async () => {
    const child = spawn(join(root, 'server/cli/bin.js'), ['sync', 'dc1', '--wait'], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (text: Buffer) => void (err += text.toString()));
    const ended = new Promise((done) => child.on('close', done));
    await expect.poll(() => err, { timeout: 20_000 }).toMatch(/^sync_fabric_/);

    process.kill(-(child.pid ?? 0), 'SIGINT');

    expect(await ended).toBe(130);
    expect(err).toContain('To cancel it: fabric-sync cancel dc1');
    expect((await call('POST', `/fabrics/${ids.dc1}/sync/cancel`)).status).toBe(204);
  }, 30_000);

  it('no colours and no bar where NO_COLOR and a pipe say so', () => {
    const { stdout, status } = spawnSync(join(root, 'server/cli/bin.js'), ['--help'], {
      encoding: 'utf8',
      env: { ...env, NO_COLOR: '1' },
    });
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b');
  });
});
