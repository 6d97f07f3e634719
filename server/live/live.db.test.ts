import { eq } from 'drizzle-orm';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { fabrics, runs } from '#db/schema/index.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { liveMessages } from '#server/domain/wire/live.ts';
import { listenForNotices } from '#server/live/listen.ts';
import { addFabric, addRun, startLiveServer } from '#server/live/live-server-under-test.ts';
import { createLog } from '#server/log.ts';
import { notify, type Notice } from '#server/state/notify.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const { db, sql, url: databaseUrl } = await testDatabase();
const live = await startLiveServer(db, databaseUrl);

afterEach(() => live.closeClients());
afterAll(() => live.close());

test('a subscriber is first told the present state, then each change after its commit', async () => {
  const id = await addFabric(db);
  const client = await live.ioClient();

  expect(await client.socket.emitWithAck('subscribe', { fabric_ids: [id] })).toEqual({ ok: true });
  await eventually(() => expect(client.ofType('sync.status_update')).toHaveLength(1));
  expect(client.ofType('sync.status_update')[0]).toMatchObject({
    fabric_id: id,
    status: 'never_synced',
    display_text: 'Never Synced',
  });

  await db.transaction(async (tx) => {
    await tx.update(fabrics).set({ syncEnabled: false }).where(eq(fabrics.id, id));
    await notify(tx, { t: 'fabric', id });
  });
  await eventually(() => expect(client.ofType('sync.status_update').at(-1)?.status).toBe('disabled'));
  for (const message of client.messages) {
    expect(liveMessages[message.type].parse(message.payload)).toEqual(message.payload);
  }
});

test('nothing comes for other fabrics, and nothing after unsubscribe', async () => {
  const [mine, other] = [await addFabric(db), await addFabric(db)];
  const client = await live.ioClient();
  await client.socket.emitWithAck('subscribe', { fabric_ids: [mine] });
  await eventually(() => expect(client.messages).toHaveLength(1));

  await notify(db, { t: 'fabric', id: other });
  await notify(db, { t: 'fabric', id: mine });
  await eventually(() => expect(client.messages).toHaveLength(2));
  expect(client.messages.every(({ payload }) => payload.fabric_id === mine)).toBe(true);

  await client.socket.emitWithAck('unsubscribe', { fabric_ids: [mine] });
  await client.socket.emitWithAck('subscribe', { fabric_ids: [other] });
  await notify(db, { t: 'fabric', id: mine });
  await notify(db, { t: 'fabric', id: other });
  await eventually(() => expect(client.messages.at(-1)?.payload.fabric_id).toBe(other));
  expect(client.messages.filter(({ payload }) => payload.fabric_id === mine)).toHaveLength(2);
});

test('the progress of a run, and its end', async () => {
  const id = await addFabric(db);
  const runId = await addRun(db, id, { status: 'running', startedAt: new Date('2026-07-01T10:00:00Z') });
  await db.update(fabrics).set({ activeRunId: runId }).where(eq(fabrics.id, id));
  const client = await live.ioClient();
  await client.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  await eventually(() => expect(client.ofType('sync.progress_update')).toHaveLength(1));

  const progress = { ...QUEUED_PROGRESS, percentage: 65, message: 'Applying Connection 18/26' };
  await db.update(runs).set({ progress }).where(eq(runs.id, runId));
  await notify(db, { t: 'progress', id });
  await eventually(() =>
    expect(client.ofType('sync.progress_update').at(-1)).toMatchObject({
      percentage: 65,
      message: 'Applying Connection 18/26',
    }),
  );

  await db.transaction(async (tx) => {
    await tx
      .update(runs)
      .set({
        status: 'completed',
        finishedAt: new Date('2026-07-01T10:00:42Z'),
        counts: { ...NO_COUNTS, created: 2, updated: 1, unchanged: 45 },
      })
      .where(eq(runs.id, runId));
    await tx.update(fabrics).set({ activeRunId: null, lastSync: new Date() }).where(eq(fabrics.id, id));
    await notify(tx, { t: 'fabric', id });
    await notify(tx, { t: 'ended', id, run: runId });
  });
  await eventually(() => expect(client.ofType('sync.completed')).toHaveLength(1));
  expect(client.ofType('sync.completed')[0]).toMatchObject({
    success: true,
    duration_seconds: 42,
    resources_synced: 48,
  });
  expect(client.ofType('sync.status_update').at(-1)?.status).toBe('in_sync');
  expect(client.ofType('sync.error')).toHaveLength(0);
});

test('a failed run says why and whether it is tried again', async () => {
  const id = await addFabric(db);
  const client = await live.ioClient();
  await client.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  const runId = await addRun(db, id, {
    status: 'failed',
    finishedAt: new Date(),
    errorCode: 'K8S_NETWORK_TIMEOUT',
    errorMessage: 'Connection timeout - Kubernetes API unreachable',
  });

  await notify(db, { t: 'ended', id, run: runId });

  await eventually(() => expect(client.ofType('sync.completed')).toHaveLength(1));
  expect(client.ofType('sync.error')).toEqual([
    expect.objectContaining({
      error_type: 'K8S_NETWORK_TIMEOUT',
      error_message: 'Connection timeout - Kubernetes API unreachable',
      retry_available: true,
    }),
  ]);
  expect(client.ofType('sync.completed')[0]?.success).toBe(false);
});

test('a hundred reports of progress are a few messages, of which the last is true', async () => {
  const id = await addFabric(db);
  const runId = await addRun(db, id, { status: 'running', startedAt: new Date() });
  await db.update(fabrics).set({ activeRunId: runId }).where(eq(fabrics.id, id));
  const client = await live.ioClient();
  await client.socket.emitWithAck('subscribe', { fabric_ids: [id] });

  const started = performance.now();
  for (let percentage = 1; percentage <= 100; percentage += 1) {
    await db
      .update(runs)
      .set({ progress: { ...QUEUED_PROGRESS, percentage } })
      .where(eq(runs.id, runId));
    await notify(db, { t: 'progress', id });
  }
  await eventually(() => expect(client.ofType('sync.progress_update').at(-1)?.percentage).toBe(100));

  const seconds = (performance.now() - started) / 1_000;
  expect(client.ofType('sync.progress_update').length).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 2);
});

test('the plain WebSocket gives the same messages, and takes commands', async () => {
  const [id, other] = [await addFabric(db), await addFabric(db)];
  const client = live.plainClient(id);
  await eventually(() => expect(client.ofType('sync.status_update')[0]?.fabric_id).toBe(id));

  client.ws.send(JSON.stringify({ type: 'subscribe', payload: { fabric_ids: [other] } }));
  await eventually(() => expect(client.ofType('sync.status_update').at(-1)?.fabric_id).toBe(other));

  client.ws.send(JSON.stringify({ type: 'unsubscribe', payload: { fabric_ids: [id] } }));
  client.ws.send('{"type": "dance"}');
  await eventually(() => expect(client.messages.at(-1)).toMatchObject({ type: 'request.refused' }));
  const before = client.messages.length;
  await notify(db, { t: 'fabric', id });
  await notify(db, { t: 'fabric', id: other });
  await eventually(() => expect(client.messages.at(-1)?.payload.fabric_id).toBe(other));
  expect(client.messages).toHaveLength(before + 1);
});

test('commands sent before the sign-in was checked are not lost', async () => {
  const [id, other] = [await addFabric(db), await addFabric(db)];
  const client = live.plainClient(id);

  client.ws.on('open', () =>
    client.ws.send(JSON.stringify({ type: 'subscribe', payload: { fabric_ids: [other] } })),
  );

  await eventually(() =>
    expect(new Set(client.messages.map(({ payload }) => payload.fabric_id))).toEqual(new Set([id, other])),
  );
});

test.each([
  '',
  'no json',
  '[]',
  'null',
  '{"type":"subscribe"}',
  '{"type":"subscribe","payload":{"fabric_ids":["1"]}}',
])('the malformed message %j is refused, the connection stays', async (text) => {
  const client = live.plainClient(await addFabric(db));
  await eventually(() => expect(client.messages).toHaveLength(1));

  client.ws.send(text);

  await eventually(() =>
    expect(client.messages.at(-1)).toMatchObject({
      type: 'request.refused',
      payload: { code: 'REQUEST_INVALID' },
    }),
  );
  expect(client.ws.readyState).toBe(WebSocket.OPEN);
});

test('a malformed Socket.IO command is refused by its acknowledgement', async () => {
  const { socket } = await live.ioClient();

  expect(await socket.emitWithAck('subscribe', { fabric_ids: 'all' })).toMatchObject({
    code: 'REQUEST_INVALID',
  });
  expect(await socket.emitWithAck('subscribe', null)).toMatchObject({ code: 'REQUEST_INVALID' });
});

test('an id that no fabric can have does not stop the updates of those that exist', async () => {
  const id = await addFabric(db);
  const client = await live.ioClient();

  expect(await client.socket.emitWithAck('subscribe', { fabric_ids: [99_999_999_999, id] })).toEqual({
    ok: true,
  });
  await eventually(() => expect(client.ofType('sync.status_update')).toHaveLength(1));
  expect(client.messages.every(({ payload }) => payload.fabric_id === id)).toBe(true);
});

test('when the LISTEN connection was lost, all are brought to the present state again', async () => {
  const id = await addFabric(db);
  const client = await live.ioClient();
  await client.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  await eventually(() => expect(client.messages).toHaveLength(1));

  await db.update(fabrics).set({ syncEnabled: false }).where(eq(fabrics.id, id));
  const cut = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'fabric-sync live' and datname = current_database()`;

  expect(cut.length).toBeGreaterThan(0);
  await eventually(() => expect(client.ofType('sync.status_update').at(-1)?.status).toBe('disabled'));
  const before = client.messages.length;
  await eventually(async () => {
    await notify(db, { t: 'fabric', id });
    expect(client.messages.length).toBeGreaterThan(before);
  });
});

test('a worker hears notices, also after its connection was lost', async () => {
  const heard: Notice[] = [];
  const notices = listenForNotices(databaseUrl, createLog('silent'));
  const stop = notices.subscribe((notice) => void heard.push(notice));
  const hears = async (notice: Notice) =>
    await eventually(async () => {
      await notify(db, notice);
      expect(heard).toContainEqual(notice);
    });

  await hears({ t: 'queued' });
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'fabric-sync live' and datname = current_database()`;
  await hears({ t: 'stop', run: 7 });
  await sql`select pg_notify('fabric_sync', 'no json')`;
  await hears({ t: 'stop', run: 8 });

  stop();
  await notices.close();
});
