import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveMessage } from '#server/domain/wire/live.ts';
import { addFabric, startLiveServer } from '#server/live/live-server-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const { db, url } = await testDatabase();
const live = await startLiveServer(db, url);
const pinging = await startLiveServer(db, url, { pingEveryMs: 100 });
const id = await addFabric(db);
const HUGE = 'x'.repeat(100_000);

afterEach(() => {
  live.closeClients();
  pinging.closeClients();
});
afterAll(async () => {
  await live.close();
  await pinging.close();
});

/** A connection at Engine.IO's own level, past the client library: sends what it likes. */
async function rawSocketIo(base: string, options: { readonly answersPings: boolean }) {
  const ws = new WebSocket(`${base.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const packets: string[] = [];
  ws.on('message', (data: Buffer) => {
    const packet = data.toString('utf8');
    packets.push(packet);
    if (packet === '2' && options.answersPings) ws.send('3');
  });
  const closed = new Promise<void>((resolve) => ws.on('close', () => resolve()));
  await eventually(() => expect(packets[0]).toMatch(/^0/));
  ws.send(`40${JSON.stringify({ token: live.token })}`);
  await eventually(() => expect(packets.some((packet) => packet.startsWith('40'))).toBe(true));
  return { ws, packets, closed };
}

/** Whether another client gets what it asks for. */
async function isServed(): Promise<boolean> {
  const client = await live.ioClient();
  await client.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  await eventually(() => expect(client.messages).toHaveLength(1));
  return client.socket.connected;
}

test('a user has a hundred sockets of either kind in one process, and another when one is closed', async () => {
  const ios = await Promise.all(Array.from({ length: 50 }, () => live.ioClient()));
  const plains = Array.from({ length: 50 }, () => live.plainClient(id));
  await eventually(() => expect(plains.every(({ messages }) => messages.length === 1)).toBe(true));

  await expect(live.ioClient()).rejects.toMatchObject({ data: { code: 'TOO_MANY_SOCKETS' } });
  expect(await live.plainClient(id).closed).toBe(4429);

  ios[0]!.socket.close();
  plains[0]!.ws.close();
  await eventually(async () => expect((await live.ioClient()).socket.connected).toBe(true));
  await eventually(async () => {
    const client = live.plainClient(id);
    await eventually(() => expect(client.messages).toHaveLength(1));
  });
});

test('a Socket.IO client that talks too much is sent away, whatever it says', async () => {
  const { socket } = await live.ioClient({ auth: { token: live.token }, reconnection: false });

  for (let count = 0; count <= 100; count += 1) socket.emit(count % 2 === 0 ? 'dance' : 'unsubscribe', {});

  await eventually(() => expect(socket.connected).toBe(false));
});

test('a plain client that talks too much is sent away', async () => {
  const client = live.plainClient(id);
  await eventually(() => expect(client.messages).toHaveLength(1));

  for (let count = 0; count <= 100; count += 1) client.ws.send('{}');

  expect(await client.closed).toBe(1008);
});

test('who talks before it is known who he is may say little', async () => {
  const client = live.plainClient(id);
  client.ws.on('open', () => {
    for (let count = 0; count < 50; count += 1) client.ws.send(HUGE.slice(0, 60_000));
  });

  // Whichever limit comes first: what was not read yet, or what was answered and went on.
  await eventually(() =>
    expect(client.ws.readyState === WebSocket.CLOSED || client.messages.length > 16).toBe(true),
  );
  expect(await isServed()).toBe(true);
});

test('a huge packet closes the plain connection, and only that', async () => {
  const client = live.plainClient(id);
  await eventually(() => expect(client.messages).toHaveLength(1));

  client.ws.send(HUGE);

  expect(await client.closed).toBe(1009);
  expect(await isServed()).toBe(true);
});

test('a huge packet closes the Socket.IO connection, and only that', async () => {
  const { socket } = await live.ioClient({ auth: { token: live.token }, reconnection: false });

  socket.emit('subscribe', { fabric_ids: [id], more: HUGE });

  await eventually(() => expect(socket.connected).toBe(false));
  expect(await isServed()).toBe(true);
});

test('a huge body of a polling client is not read to its end', async () => {
  const { socket } = await live.ioClient({
    auth: { token: live.token },
    transports: ['polling'],
    reconnection: false,
  });

  socket.emit('subscribe', { fabric_ids: [id], more: HUGE });

  await eventually(() => expect(socket.connected).toBe(false));
  expect(await isServed()).toBe(true);
});

test.each([
  ['no packet type', 'x'],
  ['no JSON', '42[not json'],
  ['an event without a name', '42[]'],
  ['an event of the library itself', '42["disconnecting"]'],
  ['another namespace', '42/admin,["subscribe",{}]'],
  ['attachments without end', '451000000-["subscribe",{"_placeholder":true,"num":0}]'],
  ['an attachment that was not announced', Buffer.from([1, 2, 3])],
])('Socket.IO: %s closes the connection, and only that', async (_, packet) => {
  const client = await rawSocketIo(live.base, { answersPings: true });

  client.ws.send(packet);

  await client.closed;
  expect(await isServed()).toBe(true);
});

test('an event that nobody knows is refused, the connection stays', async () => {
  const { socket } = await live.ioClient();

  expect(await socket.emitWithAck('dance', { fabric_ids: [id] })).toMatchObject({ code: 'REQUEST_INVALID' });
  expect(socket.connected).toBe(true);
});

const pingsOf = ({ packets }: { readonly packets: readonly string[] }) =>
  packets.filter((packet) => packet === '2').length;

test('Socket.IO: whoever answers pings stays, whoever does not is gone', async () => {
  const [lively, silent] = [
    await rawSocketIo(pinging.base, { answersPings: true }),
    await rawSocketIo(pinging.base, { answersPings: false }),
  ];

  await silent.closed;
  const before = pingsOf(lively);
  await eventually(() => expect(pingsOf(lively)).toBeGreaterThan(before + 2));

  expect(pingsOf(silent)).toBe(1);
  expect(lively.ws.readyState).toBe(WebSocket.OPEN);
  lively.ws.terminate();
});

test('plain: whoever answers pings stays, whoever does not is gone', async () => {
  const headers = { authorization: `Token ${pinging.token}` };
  const lively = pinging.plainClient(id, headers);
  const silent = pinging.plainClient(id, headers, { autoPong: false });
  let pings = 0;
  lively.ws.on('ping', () => {
    pings += 1;
  });

  expect(await silent.closed).toBe(1006);
  const before = pings;
  await eventually(() => expect(pings).toBeGreaterThan(before + 2));

  expect(lively.ws.readyState).toBe(WebSocket.OPEN);
});

test('after a reconnection the present state comes first, not what was missed', async () => {
  const client = await live.ioClient();
  client.socket.on('connect', () => client.socket.emit('subscribe', { fabric_ids: [id] }));
  client.socket.emit('subscribe', { fabric_ids: [id] });
  await eventually(() => expect(client.messages).toHaveLength(1));
  const reconnected = new Promise<void>((resolve) => client.socket.io.once('reconnect', () => resolve()));

  client.socket.io.engine.close();
  await reconnected;

  await eventually(() => expect(client.messages).toHaveLength(2));
  expect(client.messages[1] satisfies LiveMessage | undefined).toMatchObject({
    type: 'sync.status_update',
    payload: { fabric_id: id, status: 'never_synced' },
  });
});
