import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { afterAll, describe, expect, it, test } from 'vitest';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { runCli } from '#server/cli/run-cli.ts';
import { terminalUnderTest } from '#server/cli/terminal-under-test.ts';
import { CHECK_IDS } from '#server/domain/preflight.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';

const { db } = await testDatabase();
const { app, tokens, call, as } = await startApi(db);
const url = await new Promise<string>((ready) => {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ready(`http://127.0.0.1:${port}`),
  );
  afterAll(() => server.close());
});
const { body: fabric } = await call('POST', '/fabrics', {
  name: 'dc1',
  kubernetes_server: 'https://127.0.0.1:1',
  kubernetes_token: 'canary-token',
  sync_interval: 0,
});

async function cli(line: string, config: { token?: string | null; color?: boolean; url?: string } = {}) {
  const { terminal, said } = terminalUnderTest();
  const code = await runCli(
    line.split(' ').filter((word) => word !== ''),
    terminal,
    {
      url: config.url ?? url,
      token: config.token === undefined ? tokens.operator : config.token,
      color: config.color ?? false,
    },
  );
  return { code, ...said };
}

describe('preflight', () => {
  it('fails with what failed first, and why the rest was not looked at', async () => {
    const { code, out, err } = await cli('preflight dc1');

    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out.split('\n')[0]).toBe(
      '✗ The API server is reachable: Connection refused - Kubernetes API server unavailable',
    );
    expect(out).toContain('- TLS and certificate: Waits for: The API server is reachable');
    expect(out).toMatch(/dc1: \d+ of 14 passed, 1 failed, \d skipped\n$/);
    expect(out).not.toContain('\u001b');
  });

  it('writes the whole result as JSON, for the name as for the id', async () => {
    const byName = await cli('preflight dc1 --json');
    const byId = await cli(`preflight ${fabric.id} --json`);

    expect([byName.code, byId.code]).toEqual([1, 1]);
    const result = JSON.parse(byName.out) as Preflight;
    expect(result.checks.map(({ id }) => id)).toEqual([...CHECK_IDS]);
    expect((JSON.parse(byId.out) as Preflight).fabric_id).toBe(fabric.id);
    expect(byName.out).not.toContain('canary-token');
  });

  it('colours only where colours are wanted', async () => {
    expect((await cli('preflight dc1', { color: true })).out).toContain('\u001b[31m✗');
  });

  it('is for those who operate, and for fabrics that are there', async () => {
    expect(await as('viewer')('POST', `/fabrics/${fabric.id}/preflight`)).toMatchObject({ status: 403 });
    expect(await call('POST', '/fabrics/999999/preflight')).toMatchObject({ status: 404 });
    expect(await cli('preflight dc1', { token: tokens.viewer })).toMatchObject({ code: 1, out: '' });
  });
});

test('status says the state and why', async () => {
  const { code, out } = await cli('status dc1');

  expect(code).toBe(0);
  expect(out).toMatch(/^dc1: Never Synced\n.+\nLast sync: never\n/);
  expect(JSON.parse((await cli('status dc1 --json')).out)).toMatchObject({
    calculated_sync_status: 'never_synced',
  });
});

test('sync starts a run and names it; waiting, it fails when the run ends badly', async () => {
  expect(await cli('sync dc1')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/sync_fabric_\d+_\d{8}_\d{6}\S*\n$/) as string,
  });
  await call('POST', `/fabrics/${fabric.id}/sync/cancel`);

  const waiting = cli('sync dc1 --wait');
  await expect.poll(async () => (await call('POST', `/fabrics/${fabric.id}/sync/cancel`)).status).toBe(204);

  expect(await waiting).toMatchObject({ code: 1, out: expect.stringContaining('cancelled') as string });
});

describe('what does not work', () => {
  it.each([
    ['status nope', {}, 1, 'There is no fabric "nope"'],
    ['status 999999', {}, 1, 'There is no fabric "999999"'],
    ['status dc1', { token: 'canary-wrong' }, 1, 'Authentication credentials'],
    ['status dc1', { token: null }, 2, 'Give an API token'],
    ['status dc1', { url: 'http://127.0.0.1:1' }, 1, 'does not answer at http://127.0.0.1:1'],
    ['frobnicate dc1', {}, 2, 'There is no command'],
  ])('%s with %j: exit code %i', async (line, config, code, message) => {
    const said = await cli(line, config);

    expect(said).toMatchObject({ code, out: '' });
    expect(said.err).toContain(message);
    expect(said.err).not.toContain('canary');
  });
});

test('the program itself hands its exit code on', () => {
  const bin = fileURLToPath(new URL('./bin.js', import.meta.url));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [bin, ...args], {
      encoding: 'utf8',
      env: { ...process.env, FABRIC_SYNC_TOKEN: '' },
    });

  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage:') as string });
  expect(run('status', 'dc1')).toMatchObject({ status: 2, stdout: '' });
  expect(run()).toMatchObject({ status: 2, stdout: expect.stringContaining('Usage:') as string });
});

describe('import and export', () => {
  const inventory = async (): Promise<void> => {
    await call('POST', '/resources', {
      fabric_id: fabric.id,
      kind: 'SwitchGroup',
      name: 'eslag-1',
      spec: {},
    });
  };

  it('export writes the YAML as it is, to a file where one is named', async () => {
    await inventory();
    const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-export-'));
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const { code, out } = await cli('export dc1 --kind SwitchGroup');
    const toFile = await cli(`export dc1 -o ${join(folder, 'dc1.yaml')}`);

    expect(code).toBe(0);
    expect(out).toContain('\n---\napiVersion: wiring.githedgehog.com/v1beta1\nkind: SwitchGroup\n');
    expect(toFile).toMatchObject({ code: 0, out: '' });
    expect(await readFile(join(folder, 'dc1.yaml'), 'utf8')).toContain('name: eslag-1');
    expect(JSON.parse((await cli('export dc1 --json')).out)).toMatchObject({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ kind: 'SwitchGroup', metadata: { name: 'eslag-1' } }],
    });
  });

  it.each([
    ['export dc1 --source git', 2, '--source takes desired or live, not "git"'],
    ['export dc1 --source live', 1, 'Connection refused'],
    ['import dc1 --dry-run', 1, 'Connection refused'],
    ['import dc1 --kind Pod', 1, 'invalid fields'],
  ])('%s: exit code %i', async (line, code, message) => {
    expect(await cli(line)).toMatchObject({ code, err: expect.stringContaining(message) as string });
  });

  it('import starts a run of its kind, and fails with it when it waits', async () => {
    const started = await cli('import dc1 --json');
    const { task_id: task } = JSON.parse(started.out) as { task_id: string };

    expect((await call('GET', `/runs/${task}`)).body).toMatchObject({ kind: 'import', status: 'pending' });
    await call('POST', `/fabrics/${fabric.id}/sync/cancel`);

    const waiting = cli('import dc1 --wait');
    await expect.poll(async () => (await call('POST', `/fabrics/${fabric.id}/sync/cancel`)).status).toBe(204);
    expect(await waiting).toMatchObject({ code: 1, out: expect.stringContaining('cancelled') as string });
  });
});
