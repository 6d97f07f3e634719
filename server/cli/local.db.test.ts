import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sharedDataFolder } from '#db/embedded/fixtures/folders.ts';
import { pendingMigrations } from '#db/migrate.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { isListening } from '#db/embedded/address.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { CHECK_IDS } from '#server/domain/preflight.ts';
import type { Preflight } from '#server/domain/wire/preflight.ts';
import { newFabric, testContext } from '#server/services/fixtures/fabrics.ts';

const { db, url } = await testDatabase();
const bin = fileURLToPath(new URL('./bin.js', import.meta.url));
const log = { info() {}, warn() {}, error() {} };

/** The program as people start it, with nothing but the given environment. */
async function program(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { NODE_ENV: 'production', PATH: process.env['PATH'], ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => void (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => void (err += text.toString()));
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, out, err };
}

describe('preflight --local', () => {
  it('goes through the whole checklist without an app, by name and by id', async () => {
    const fabric = await newFabric(testContext(db), {
      name: 'local-1',
      kubernetes_server: 'https://127.0.0.1:1',
    });
    const env = {
      DATABASE_URL: url,
      FABRIC_SYNC_DATA_DIR: await mkdtemp(join(tmpdir(), 'fabric-sync-local-')),
    };

    const byName = await program(['preflight', 'local-1', '--local', '--json'], env);
    const byId = await program(['preflight', String(fabric.id), '--local'], env);

    expect(byName).toMatchObject({ code: 1, err: '' });
    const result = JSON.parse(byName.out) as Preflight;
    expect(result.checks.map(({ id }) => id)).toEqual([...CHECK_IDS]);
    expect(result.checks.find(({ id }) => id === 'database')).toMatchObject({ status: 'ok' });
    expect(byId.out).toContain('✗ The API server is reachable: Connection refused');
    expect(await program(['preflight', 'nobody', '--local'], env)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('fabric "nobody" not found') as string,
    });
  });
});

describe('migrate', () => {
  it('starts the embedded database for as long as it takes, and works beside a running one', async () => {
    const dataDir = await sharedDataFolder();
    const env = { FABRIC_SYNC_DATA_DIR: dataDir };

    const alone = await program(['migrate', '--json'], env);
    const embedded = await startEmbeddedPostgres({ dataDir, log, durable: false });
    const beside = await program(['migrate'], env);

    expect(alone).toMatchObject({ code: 0, err: '' });
    expect((JSON.parse(alone.out) as { applied: string[] }).applied).toContain('0000_initial');
    expect(embedded.attached).toBe(false);
    expect(beside).toMatchObject({ code: 0, out: 'The database is what this version needs\n' });
    expect(await isListening(Number(new URL(embedded.url).port))).toBe(true);
    expect(await pendingMigrations(embedded.url)).toEqual([]);
    await embedded.stop();
  });

  it('says what is wrong with its environment', async () => {
    const said = await program(['migrate'], { DATABASE_URL: 'mysql://canary' });

    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('DATABASE_URL');
    expect(said.err).not.toContain('canary');
  });
});
