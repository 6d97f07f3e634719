import { beforeEach, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { fabricRow, newFabric, startRun, testContext } from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

test('what is due starts and what is stranded ends, with nobody asking; stopped, nothing does', async () => {
  const due = await newFabric(ctx);
  const stranded = await newFabric(ctx, { sync_interval: 0 });
  await startRun(ctx, stranded.id);
  await db.update(runs).set({ leaseUntil: null });

  const scheduler = startScheduler(ctx);
  await until(async () => {
    expect((await fabricRow(db, due.id)).activeRunId).not.toBeNull();
    expect((await fabricRow(db, stranded.id)).errorCode).toBe('SYNC_WORKER_LOST');
  });
  await scheduler.stop();

  const late = await newFabric(ctx);
  expect(await fabricRow(db, late.id)).toMatchObject({ activeRunId: null });
});

test('a round that fails is followed by the next', async () => {
  let rounds = 0;
  const broken = new Proxy(db, {
    get(target, name) {
      if (name !== 'execute') return Reflect.get(target, name) as unknown;
      rounds += 1;
      // The first statements of the loops fail.
      if (rounds <= 2)
        return () => {
          throw new Error('the database is away');
        };
      return target.execute.bind(target);
    },
  });
  const { id } = await newFabric(ctx);

  const scheduler = startScheduler({ ...ctx, db: broken });
  await until(async () => expect((await fabricRow(db, id)).activeRunId).not.toBeNull());
  await scheduler.stop();

  expect(rounds).toBeGreaterThan(2);
});
