import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort, isListening } from '#db/embedded/address.ts';
import { ask, leaveMark, readMark } from '#db/embedded/fixtures/ask.ts';
import { clearUp, clusterIn, sharedDataFolder, makeFolder } from '#db/embedded/fixtures/folders.ts';
import { recordedLog } from '#db/embedded/fixtures/recorded-log.ts';
import type { Log } from '#db/embedded/log.ts';
import { readPidFile } from '#db/embedded/pid-file.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#db/embedded/start.ts';

const open: EmbeddedPostgres[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
  await clearUp();
});

const OUTSIDE = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find((each) => !each.internal && each.family === 'IPv4')?.address;

const silent: Log = { info() {}, warn() {}, error() {} };

async function start(dataDir: string, log = silent): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ dataDir, log, durable: false });
  open.push(embedded);
  clusterIn(embedded.folder);
  return embedded;
}

describe('the embedded server', () => {
  test('makes a database at the first start and has it again at the next, in a path with spaces', async () => {
    const dataDir = join(await makeFolder(), 'data folder');

    const first = await start(dataDir);
    await leaveMark(first.url);
    await first.stop();
    const second = await start(dataDir);

    expect(first.attached).toBe(false);
    expect(second.attached).toBe(false);
    expect(new URL(second.url).pathname).toBe('/fabric_sync');
    expect(await readMark(second.url)).toBe('still the same');
  });

  test('is heard on 127.0.0.1 only, takes its password only, keeps that for us alone', async () => {
    const dataDir = await sharedDataFolder();

    const { url } = await start(dataDir);

    const port = Number(new URL(url).port);
    const settings = await ask(url, async (sql) => {
      const rows = await sql`select name, setting from pg_settings
        where name in ('listen_addresses', 'unix_socket_directories', 'password_encryption', 'max_connections')`;
      const [role] =
        await sql`select rolpassword like 'SCRAM-SHA-256$%' as scram from pg_authid where rolname = current_user`;
      return { ...Object.fromEntries(rows.map((row) => [row['name'], row['setting']])), ...role };
    });
    expect(settings).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
      max_connections: '100',
      scram: true,
    });
    expect((await stat(join(dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' });
    expect(await isListening(port)).toBe(true);
  });

  test.skipIf(OUTSIDE === undefined)('is not heard on an address of the network (needs one)', async () => {
    const { url } = await start(await sharedDataFolder());
    const elsewhere = new URL(url);
    elsewhere.hostname = OUTSIDE ?? '';

    await expect(ask(elsewhere.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('keeps statements and rows out of its log', async () => {
    const { url, folder } = await start(await sharedDataFolder());

    await ask(url, async (sql) => {
      await sql`create table secret_table (value text unique)`;
      await sql`insert into secret_table values ('hush')`;
      await expect(sql`insert into secret_table values ('hush')`).rejects.toMatchObject({ code: '23505' });
    });

    const log = await readFile(join(folder, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('hush');
    expect(log).not.toContain('insert into');
  });

  test('stop ends it, frees the folder and may be called twice', async () => {
    const dataDir = await sharedDataFolder();
    const first = await start(dataDir);

    await Promise.all([first.stop(), first.stop()]);

    expect(await isListening(Number(new URL(first.url).port))).toBe(false);
    expect(readPidFile(join(first.folder, 'cluster'))).toBeNull();
    await expect(start(dataDir)).resolves.toBeDefined();
  });

  test('refuses a second start on the same folder, under another name of it too', async () => {
    const dataDir = await sharedDataFolder();
    const alias = join(await makeFolder(), 'alias');
    await symlink(dataDir, alias);
    const first = await start(dataDir);

    const second = start(alias);

    await expect(second).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        new RegExp(`process ${process.pid}.*uses the data folder.*DATABASE_URL`),
      ),
    });
    expect(await ask(first.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test('comes back on its port when it is killed, twice, so that open pools go on', async () => {
    const log = recordedLog();
    const { url, folder } = await start(await sharedDataFolder(), log);
    const pool = postgres(url, { max: 2, onnotice: () => {} });
    const cluster = clusterIn(folder);
    const killed: number[] = [];

    for (const count of [1, 2]) {
      const pid = readPidFile(cluster)?.pid ?? 0;
      killed.push(pid);
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(
        async () => {
          expect(await pool`select 1 as one`).toEqual([{ one: 1 }]);
          expect(readPidFile(cluster)?.pid).not.toBe(pid);
        },
        { timeout: 15_000, interval: 20 },
      );
      await vi.waitFor(() => expect(log.warn).toHaveBeenCalledTimes(2 * count));
    }
    await pool.end();

    expect(new Set(killed).size).toBe(2);
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ why: 'signal SIGKILL' }),
      expect.stringContaining('gone'),
    );
    expect(log.warn).toHaveBeenCalledWith(expect.anything(), 'Postgres runs again');
  });

  test('a cluster of another major version is named, not touched', async () => {
    const dataDir = await sharedDataFolder();
    const first = await start(dataDir);
    await first.stop();
    const file = join(first.folder, 'cluster', 'PG_VERSION');
    await writeFile(file, '17\n');
    onTestFinished(() => writeFile(file, '18\n'));

    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('made by Postgres 17, this is Postgres 18'),
    });
  });

  test('a wrong password file is named and leaves nothing running; without the file there is a new password', async () => {
    const dataDir = await sharedDataFolder();
    const first = await start(dataDir);
    await leaveMark(first.url);
    await first.stop();
    const file = join(dataDir, 'postgres', 'password');
    await writeFile(file, 'not-it\n');

    await expect(start(dataDir)).rejects.toMatchObject({
      message: expect.stringContaining('Remove the file postgres/password'),
    });
    expect(readPidFile(join(first.folder, 'cluster'))).toBeNull();

    await writeFile(file, '');
    const healed = await start(dataDir);

    expect(new URL(healed.url).password).not.toBe(new URL(first.url).password);
    expect(await readMark(healed.url)).toBe('still the same');
  });

  test('says what Postgres said when it does not start', async () => {
    const dataDir = await sharedDataFolder();
    const first = await start(dataDir);
    await first.stop();
    const file = join(first.folder, 'cluster', 'postgresql.auto.conf');
    await writeFile(file, "no_such_setting = 'on'\n");
    onTestFinished(() => writeFile(file, ''));

    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/did not start \(exit code 1\).*no_such_setting/),
    });
  });

  test('a folder that cannot be written is named', async () => {
    const parent = await makeFolder();
    await mkdir(join(parent, 'data', 'postgres', 'lock'), { recursive: true });

    await expect(start(join(parent, 'data'))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('cannot be locked'),
    });
  });
});

test('a free port is free', async () => {
  expect(await isListening(await freePort())).toBe(false);
});
