import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io } from 'socket.io-client';
import { afterAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { fabrics } from '#db/schema/index.ts';
import { cookieSecretOf } from '#server/auth/cookie-secret.ts';
import { ensureAdministrator } from '#server/auth/ensure-administrator.ts';
import type { LiveMessage } from '#server/domain/wire/live.ts';
import { Hub } from '#server/live/hub.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import { addToken } from '#server/live/live-server-under-test.ts';
import { createPlainSockets } from '#server/live/plain-sockets.ts';
import { Relay } from '#server/live/relay.ts';
import { Seats } from '#server/live/seats.ts';
import { attachSocketIo } from '#server/live/socket-io.ts';
import { routeUpgrades } from '#server/live/upgrade.ts';
import { createLog } from '#server/log.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const { db } = await testDatabase();
const log = createLog('silent');
const hub = new Hub();
const relay = new Relay({ db, hub, log });
const parts: LiveParts = {
  db,
  log,
  hub,
  relay,
  seats: new Seats(),
  publicOrigin: 'http://localhost:3000',
  cookieSecret: cookieSecretOf([randomBytes(32)]),
  secureCookies: false,
};
const server = createServer();
const endSocketIo = attachSocketIo(server, parts);
const plain = createPlainSockets(parts);
routeUpgrades(server, plain, { publicOrigin: parts.publicOrigin, development: false });
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
await ensureAdministrator(db, { password: 'correct horse', token: null });
const token = await addToken(db);
await db.insert(fabrics).values(Array.from({ length: 1_000 }, (_, index) => ({ name: `fabric-${index}` })));
const ids = (await db.select({ id: fabrics.id }).from(fabrics)).map(({ id }) => id);

afterAll(async () => {
  endSocketIo();
  plain.close();
  await relay.close();
  await new Promise((resolve) => server.close(resolve));
});

const message: LiveMessage = {
  type: 'sync.progress_update',
  payload: {
    fabric_id: 1,
    task_id: 't',
    percentage: 1,
    message: 'x'.repeat(1_000),
    timestamp: new Date().toISOString(),
  },
};

async function subscriberOf() {
  return await eventually(() => {
    const [subscriber] = hub.subscribers();
    if (subscriber === undefined) throw new Error('not connected yet');
    return subscriber;
  });
}

test('a plain socket that does not read is dropped, and forgotten', async () => {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws/hedgehog/fabric/${ids[0]}/sync/`, {
    headers: { authorization: `Token ${token}` },
  });
  const subscriber = await subscriberOf();
  ws.pause();

  for (let count = 0; count < 20_000; count += 1) subscriber.send(message);

  await eventually(() => expect(hub.subscribers()).toEqual([]));
  ws.terminate();
});

test('a Socket.IO client that does not read is dropped, and forgotten', async () => {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  const subscriber = await subscriberOf();
  await eventually(() => expect(socket.connected).toBe(true));
  const connection = socket.io.engine.transport as unknown as { readonly ws: WebSocket };
  connection.ws.pause();

  // In turns: whoever reads takes them meanwhile.
  for (let turn = 0; turn < 1_000 && hub.subscribers().length > 0; turn += 1) {
    for (let count = 0; count < 100; count += 1) subscriber.send(message);
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(hub.subscribers()).toEqual([]);
  connection.ws.terminate();
  socket.close();
});

test('a Socket.IO client that reads gets far more than may wait', async () => {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
  });
  let received = 0;
  socket.on('sync.progress_update', () => {
    received += 1;
  });
  const subscriber = await subscriberOf();

  for (let turn = 1; turn <= 10; turn += 1) {
    for (let count = 0; count < 1_000; count += 1) subscriber.send(message);
    await eventually(() => expect(received).toBe(turn * 1_000));
  }

  socket.close();
});

test('whoever subscribes to a whole page of fabrics is not taken for a slow reader', async () => {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
  });
  const seen = new Set<number>();
  socket.on('sync.status_update', (payload: { fabric_id: number }) => void seen.add(payload.fabric_id));

  expect(await socket.emitWithAck('subscribe', { fabric_ids: ids })).toEqual({ ok: true });

  await eventually(() => expect(seen.size).toBe(1_000));
  expect(socket.connected).toBe(true);
  socket.close();
});

test('one connection may not watch without end', async () => {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
  });
  const many = (from: number) => Array.from({ length: 1_000 }, (_, index) => from + index);

  const answers = [];
  for (const from of [1, 1_001, 2_001])
    answers.push(await socket.emitWithAck('subscribe', { fabric_ids: many(from) }));

  expect(answers).toEqual([{ ok: true }, { ok: true }, expect.objectContaining({ code: 'REQUEST_INVALID' })]);
  socket.close();
});
