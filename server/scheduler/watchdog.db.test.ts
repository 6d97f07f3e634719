import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runResults, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { tick } from '#server/scheduler/tick.ts';
import { endStrandedRuns } from '#server/scheduler/watchdog.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  endRun,
  fabricRow,
  newFabric,
  runRow,
  setFabric,
  startRun,
  testContext,
  transitionRows,
  transitionsOf,
  TRIGGER,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db, sql: plain } = await testDatabase();
const ctx = testContext(db);
const MESSAGE = 'The worker that ran this synchronization stopped responding';

beforeEach(() => db.delete(fabrics));

const watch = () => endStrandedRuns(db, ctx.log);
const agoSql = (seconds: number) => sql`clock_timestamp() - make_interval(secs => ${seconds})`;

/** A run that is stranded in one of the ways. */
const STRANDED: readonly [string, () => Promise<{ fabricId: number; runId: number }>][] = [
  ['its lease ran out', () => running({ leaseUntil: agoSql(0.001) })],
  ['its worker gave the lease back and left', () => running({ leaseUntil: null })],
  ['it is past its limit, and its worker does not end it', () => running({ startedAt: agoSql(631) })],
  ['no worker came for 600 s', () => waiting(601)],
];

async function running(columns: object): Promise<{ fabricId: number; runId: number }> {
  const { id } = await verifiedFabric(ctx);
  const { runId } = await startRun(ctx, id);
  await db.update(runs).set(columns).where(eq(runs.id, runId));
  return { fabricId: id, runId };
}

async function waiting(seconds: number): Promise<{ fabricId: number; runId: number }> {
  const { id } = await verifiedFabric(ctx);
  await triggerSync(ctx, id, TRIGGER);
  const { activeRunId } = await fabricRow(db, id);
  await db
    .update(runs)
    .set({ queuedAt: agoSql(seconds) })
    .where(eq(runs.id, activeRunId!));
  return { fabricId: id, runId: activeRunId! };
}

describe.each(STRANDED)('%s', (_, strand) => {
  test('the run ends as lost, its fabric in error, with a retry', async () => {
    const { fabricId, runId } = await strand();

    expect(await watch()).toBe(1);

    const fabric = await fabricRow(db, fabricId);
    expect(await runRow(db, runId)).toMatchObject({
      status: 'failed',
      errorCode: 'SYNC_WORKER_LOST',
      errorMessage: MESSAGE,
      finishedAt: expect.any(Date),
    });
    expect(fabric).toMatchObject({
      activeRunId: null,
      syncError: MESSAGE,
      errorCode: 'SYNC_WORKER_LOST',
      retryAttempt: 1,
    });
    expect(fabric.wakeAt).toEqual(fabric.retryAt);
    expect(fabric.retryAt!.getTime() - fabric.lastAttemptAt!.getTime()).toBeGreaterThanOrEqual(24_000);
    expect((await transitionRows(db, fabricId)).at(-1)).toMatchObject({
      to: 'error',
      actor: 'scheduler',
      runId,
    });
  });
});

describe('left alone', () => {
  test('a run whose lease is valid and whose time is not over', async () => {
    const { runId } = await running({ startedAt: agoSql(600) });

    expect(await watch()).toBe(0);
    expect(await runRow(db, runId)).toMatchObject({ status: 'running' });
  });

  test('a run that has waited for less than 600 s', async () => {
    const { runId } = await waiting(590);

    expect(await watch()).toBe(0);
    expect(await runRow(db, runId)).toMatchObject({ status: 'pending' });
  });

  test('a run that ended, whatever its lease says', async () => {
    const { runId } = await running({ status: 'cancelled', leaseUntil: agoSql(60) });

    expect(await watch()).toBe(0);
    expect(await runRow(db, runId)).toMatchObject({ status: 'cancelled' });
  });
});

test('writes that nobody finished are said to be uncertain; those that were finished stay', async () => {
  const { runId } = await running({ leaseUntil: null });
  const write = { runId, kind: 'VPC', namespace: 'default', action: 'create' as const, reason: 'missing' };
  await db.insert(runResults).values([
    { ...write, name: 'done', outcome: 'applied' },
    { ...write, name: 'begun', outcome: null },
  ]);

  await watch();

  const results = await db
    .select()
    .from(runResults)
    .where(eq(runResults.runId, runId))
    .orderBy(runResults.id);
  expect(results).toEqual([
    expect.objectContaining({ name: 'done', outcome: 'applied', code: null }),
    expect.objectContaining({
      name: 'begun',
      outcome: 'failed',
      code: 'SYNC_WORKER_LOST',
      message: expect.stringContaining('may or may not'),
    }),
  ]);
});

test('the lost worker writes nothing more about the run', async () => {
  const { id } = await newFabric(ctx);
  const lease = await startRun(ctx, id);
  await db.update(runs).set({ leaseUntil: agoSql(1) });
  await watch();

  expect(await endRun(db, id, lease, { type: 'verified' })).toBe(false);
  expect(await fabricRow(db, id)).toMatchObject({ lastSync: null, errorCode: 'SYNC_WORKER_LOST' });
});

test('the retry starts a new run by itself', async () => {
  const { fabricId } = await running({ leaseUntil: null });
  await watch();
  await setFabric(db, fabricId, { retryAt: new Date(0), wakeAt: new Date(0) });

  await tick(db, ctx.log);

  const { activeRunId } = await fabricRow(db, fabricId);
  expect(await runRow(db, activeRunId!)).toMatchObject({ status: 'pending', triggerType: 'retry' });
});

test('of five watchdogs at once one ends the run', async () => {
  const { fabricId } = await running({ leaseUntil: null });

  const ended = await Promise.all(Array.from({ length: 5 }, watch));

  expect(ended.reduce((sum, each) => sum + each, 0)).toBe(1);
  expect((await transitionsOf(db, fabricId)).filter((pair) => pair === 'syncing -> error')).toHaveLength(1);
});

test('a lease that is renewed while the watchdog reaches for the run saves it', async () => {
  const { fabricId, runId } = await running({ leaseUntil: agoSql(1) });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>();
  const holder = db.transaction(async (tx) => {
    await tx.select().from(fabrics).where(eq(fabrics.id, fabricId)).for('update');
    hasLocked();
    await held;
  });
  await locked;

  const watching = watch();
  await until(async () => {
    const [row] = await plain`
      select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    expect(row?.['count']).toBe(1);
  });
  await db
    .update(runs)
    .set({ leaseUntil: agoSql(-30) })
    .where(eq(runs.id, runId));
  release();
  await holder;

  expect(await watching).toBe(0);
  expect(await runRow(db, runId)).toMatchObject({ status: 'running' });
});

describe('what no path of ours leaves is put right all the same', () => {
  test('a fabric whose active run is over leaves syncing', async () => {
    const { id } = await verifiedFabric(ctx);
    const lease = await startRun(ctx, id);
    await endRun(db, id, lease, { type: 'verified' });
    await setFabric(db, id, { activeRunId: lease.runId });

    await watch();

    expect((await fabricRow(db, id)).activeRunId).toBeNull();
    expect((await transitionsOf(db, id)).slice(-2)).toEqual(['in_sync -> syncing', 'syncing -> in_sync']);
  });

  test('a fabric whose active run is gone leaves syncing', async () => {
    const { id } = await newFabric(ctx);
    await setFabric(db, id, { activeRunId: 2_000_000_000 });

    await watch();

    expect((await transitionsOf(db, id)).at(-1)).toBe('syncing -> never_synced');
  });

  test('a run that its fabric does not know of does not keep the next one from starting', async () => {
    const { id } = await newFabric(ctx);
    const { runId } = await startRun(ctx, id);
    await setFabric(db, id, { activeRunId: null });
    await db
      .update(runs)
      .set({ leaseUntil: agoSql(1) })
      .where(eq(runs.id, runId));

    await watch();

    expect(await runRow(db, runId)).toMatchObject({ status: 'failed', errorCode: 'SYNC_WORKER_LOST' });
    await expect(triggerSync(ctx, id, TRIGGER)).resolves.toBeDefined();
  });

  test('a clock that was set back keeps no dead run alive: its lease ends as one given now would', async () => {
    const { fabricId, runId } = await running({ leaseUntil: agoSql(-3_600) });

    await watch();

    const left = (await runRow(db, runId)).leaseUntil!.getTime() - Date.now();
    expect(left).toBeGreaterThan(20_000);
    expect(left).toBeLessThanOrEqual(31_000);
    expect((await fabricRow(db, fabricId)).activeRunId).toBe(runId);
  });

  test('a run that lives is left alone', async () => {
    const { id } = await newFabric(ctx);
    const { runId } = await startRun(ctx, id);
    const before = await runRow(db, runId);

    await watch();

    expect(await runRow(db, runId)).toEqual(before);
  });
});
