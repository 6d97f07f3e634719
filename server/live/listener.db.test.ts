import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { startListener, type Listener } from '#server/live/listener.ts';
import { createLog } from '#server/log.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const { sql, url } = await testDatabase();
const log = createLog('silent');
const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A way to the database that can fall silent: connections stay open, nothing passes; new ones do. */
async function silentProxy(): Promise<{ url: string; silence(): void }> {
  const target = new URL(url);
  const pairs = new Set<[Socket, Socket]>();
  const proxy = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair)
      socket.on('error', () => {}).on('close', () => pair.forEach((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  endings.push(async () => {
    for (const pair of pairs) pair.forEach((socket) => socket.destroy());
    await new Promise((resolve) => proxy.close(resolve));
  });
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((proxy.address() as AddressInfo).port);
  return {
    url: through.href,
    silence() {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
      }
    },
  };
}

function listen(databaseUrl: string): { notices: string[]; connections: () => number; listener: Listener } {
  const notices: string[] = [];
  let connections = 0;
  const listener = startListener({
    url: databaseUrl,
    channel: 'test_channel',
    log,
    onNotice: (payload) => void notices.push(payload),
    onConnected: () => {
      connections += 1;
    },
    ping: { everyMs: 50, answerMs: 200 },
  });
  endings.unshift(() => listener.close());
  return { notices, connections: () => connections, listener };
}

test('a connection that fell silent without closing is replaced', async () => {
  const proxy = await silentProxy();
  const { notices, connections } = listen(proxy.url);
  await eventually(() => expect(connections()).toBe(1));

  proxy.silence();

  await eventually(() => expect(connections()).toBe(2));
  await sql`select pg_notify('test_channel', 'after the silence')`;
  await eventually(() => expect(notices).toEqual(['after the silence']));
});

test('a healthy connection is kept: its own pings come back and are not taken for notices', async () => {
  const { notices, connections } = listen(url);
  await eventually(() => expect(connections()).toBe(1));
  const pinged = async () => {
    const [row] = await sql<{ query: string }[]>`
      select query from pg_stat_activity where application_name = 'fabric-sync live' and datname = current_database()`;
    return row?.query;
  };
  await eventually(async () => expect(await pinged()).toContain('pg_notify'));

  await sql`select pg_notify('test_channel', 'one')`;
  await eventually(() => expect(notices).toEqual(['one']));
  expect(connections()).toBe(1);
});

test('a database that is not there is waited for, and closing does not wait', async () => {
  const { connections, listener } = listen('postgres://nobody@127.0.0.1:1/none');

  await listener.close();

  expect(connections()).toBe(0);
});
