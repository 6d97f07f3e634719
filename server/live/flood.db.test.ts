import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test, vi } from 'vitest';
import { fabrics } from '#db/schema/index.ts';
import { addFabric, addRun, startLiveServer, type Client } from '#server/live/live-server-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const FLOOD = fileURLToPath(new URL('flood-under-test.ts', import.meta.url));
const REPORTS = 1_000;
const { db, url } = await testDatabase();
const live = await startLiveServer(db, url);
afterAll(() => live.close());

/** The database's clock when the progress was read, which is when it was sent. */
const sentAt = (client: Client): number[] =>
  client.ofType('sync.progress_update').map(({ timestamp }) => Date.parse(timestamp));

test('two processes report progress without end: each watcher is told at most four times a second, at last the truth', async () => {
  const id = await addFabric(db);
  const run = await addRun(db, id, { status: 'running', startedAt: new Date() });
  await db.update(fabrics).set({ activeRunId: run }).where(eq(fabrics.id, id));
  const io = await live.ioClient();
  await io.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  const plain = live.plainClient(id);
  await eventually(() => expect(plain.ofType('sync.progress_update')).toHaveLength(1));

  const processes = [1, 2].map(() =>
    spawn(process.execPath, [FLOOD, url, String(id), String(run), String(REPORTS)], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(processes.map(async (child) => (await once(child, 'exit'))[0] as number));
  expect(codes).toEqual([0, 0]);

  for (const client of [io, plain]) {
    await eventually(() => expect(client.ofType('sync.progress_update').at(-1)?.percentage).toBe(100));
    const moments = sentAt(client);
    const windows = moments.map((from) => moments.filter((at) => at >= from && at < from + 1_000).length);
    expect(Math.max(...windows)).toBeLessThanOrEqual(4);
    expect(moments.length).toBeGreaterThan(2);
    expect(moments.length).toBeLessThan(REPORTS / 10);
  }
});
