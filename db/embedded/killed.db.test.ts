import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isListening } from '#db/embedded/address.ts';
import { startApp } from '#db/embedded/fixtures/app-process.ts';
import { ask, leaveMark, readMark } from '#db/embedded/fixtures/ask.ts';
import {
  clearUp,
  clusterIn,
  ownDataFolder,
  sharedDataFolder,
  makeFolder,
} from '#db/embedded/fixtures/folders.ts';
import { isPostmaster, readPidFile } from '#db/embedded/pid-file.ts';

afterEach(clearUp);

const clusterOf = (dataDir: string) => join(dataDir, 'postgres', 'cluster');
const pidOf = (dataDir: string) => readPidFile(clusterOf(dataDir))?.pid ?? 0;
const portOf = (url: string) => Number(new URL(url).port);

describe('two instances on one data folder', () => {
  test('the second is refused and told by whom, and may start when the first was killed', async () => {
    const dataDir = await sharedDataFolder();
    const first = startApp({ dataDir });
    const { url } = await first.next('up');

    const second = startApp({ dataDir });
    const refused = await second.next('refused');
    await first.kill('SIGKILL');
    const third = startApp({ dataDir });
    const taken = await third.next('up');

    expect(refused).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`process ${first.pid},`),
    });
    expect(taken).toMatchObject({ attached: true, url });
  });

  test('of several at once exactly one starts', async () => {
    const dataDir = await sharedDataFolder();

    const apps = [1, 2, 3].map(() => startApp({ dataDir }));
    const outcomes = await Promise.all(
      apps.map((app) => Promise.race([app.next('up'), app.next('refused')])),
    );

    expect(outcomes.map(({ event }) => event).toSorted()).toEqual(['refused', 'refused', 'up']);
  });
});

describe('after kill -9 of the app', () => {
  test('the server it left is taken over with its connections, watched, and stopped in the end', async () => {
    const dataDir = await sharedDataFolder();
    const first = startApp({ dataDir, durable: true });
    const { url } = await first.next('up');
    await leaveMark(url);
    const pid = pidOf(dataDir);

    await first.kill('SIGKILL');
    const second = startApp({ dataDir });
    const taken = await second.next('up');
    expect(taken).toMatchObject({ attached: true, url });
    expect(pidOf(dataDir)).toBe(pid);

    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(second.messages()).toContain('Postgres runs again'), { timeout: 15_000 });
    expect(await readMark(url)).toBe('still the same');

    await second.kill('SIGTERM');
    expect(await isListening(portOf(url))).toBe(false);
    expect(readPidFile(clusterOf(dataDir))).toBeNull();
  });

  test('a server that does not take our password is stopped, and the start says what is wrong', async () => {
    const dataDir = await ownDataFolder();
    const first = startApp({ dataDir });
    const { url } = await first.next('up');
    const pid = pidOf(dataDir);
    const password = readFileSync(join(dataDir, 'postgres', 'password'), 'utf8').trim();
    await ask(url, (sql) => sql.unsafe(`alter role fabric_sync password 'another'`));
    await first.kill('SIGKILL');

    const second = startApp({ dataDir });
    const refused = await second.next('refused');

    expect(second.messages()).toContain(
      'Stopping a Postgres that an earlier process left running and that does not answer',
    );
    expect(refused.message).toContain('does not take the password');
    expect(refused.message).not.toContain(password);
    expect(await isPostmaster(pid, clusterOf(dataDir))).toBe(false);
    expect(readPidFile(clusterOf(dataDir))).toBeNull();
  });
});

describe('after kill -9 of Postgres and the app', () => {
  test('the stale pid file does not stop the next start', async () => {
    const dataDir = await sharedDataFolder();
    const first = startApp({ dataDir, durable: true });
    await leaveMark((await first.next('up')).url);
    await first.kill('SIGKILL');
    process.kill(pidOf(dataDir), 'SIGKILL');

    const second = startApp({ dataDir });
    const { url, attached } = await second.next('up');

    expect(attached).toBe(false);
    expect(await readMark(url)).toBe('still the same');
    await second.kill('SIGTERM');
  });

  test('nor when its process id belongs to another program by now', async () => {
    const dataDir = await sharedDataFolder();
    const first = startApp({ dataDir });
    await first.next('up');
    const left = readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8');
    await first.kill('SIGTERM');
    const { uid, gid } = await stat(clusterOf(dataDir));
    const other = spawn('sleep', ['60'], { uid, gid });
    writeFileSync(join(clusterOf(dataDir), 'postmaster.pid'), left.replace(/^\d+/, String(other.pid)));

    const second = startApp({ dataDir });
    const { attached } = await second.next('up');

    expect(attached).toBe(false);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill();
    await second.kill('SIGTERM');
  });
});

test('a first start that was killed half way is begun again', async () => {
  const dataDir = join(await makeFolder(), 'data');
  const control = join(dataDir, 'postgres');
  clusterIn(control);
  const first = startApp({ dataDir });
  await vi.waitFor(
    () => {
      const partial = readdirSync(control).find((name) => name.startsWith('cluster.partial-')) ?? 'none';
      expect(existsSync(join(control, partial, 'data', 'PG_VERSION'))).toBe(true);
    },
    { timeout: 15_000, interval: 2 },
  );
  await first.kill('SIGKILL', 'group');
  expect(first.events).toEqual([]);
  expect(existsSync(clusterOf(dataDir))).toBe(false);

  const second = startApp({ dataDir });
  const { url } = await second.next('up');

  expect(await ask(url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  expect(readdirSync(control).filter((name) => name.includes('partial'))).toEqual([]);
  await second.kill('SIGTERM');
});

test('Ctrl-C reaches the app alone: Postgres answers until the app stops it', async () => {
  const dataDir = await sharedDataFolder();
  const app = startApp({ dataDir });
  const { url } = await app.next('up');

  await app.kill('SIGINT', 'group');

  expect(await app.next('last query')).toMatchObject({ answer: 'still here' });
  expect(await app.next('stopped')).toBeDefined();
  expect(app.messages()).not.toContain('Postgres is gone; starting it again');
  expect(await isListening(portOf(url))).toBe(false);
});
