import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { nextRunAt } from '#server/domain/wake.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  auditRows,
  failedFabric,
  fabricRow,
  newFabric,
  runRow,
  startRun,
  testContext,
  transitionRows,
  transitionsOf,
  TRIGGER,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db, sql: plain } = await testDatabase();
const ctx = testContext(db);
const MESSAGE = 'Synchronization was cancelled by admin';

beforeEach(() => db.delete(fabrics));

const hasWritten = (runId: number) =>
  db
    .update(runs)
    .set({ wroteAt: sql`clock_timestamp()` })
    .where(eq(runs.id, runId));

test('the row ends at once and says who', async () => {
  const { id } = await verifiedFabric(ctx);
  const { runId } = await startRun(ctx, id);

  await cancelSync(ctx, id);

  expect(await runRow(db, runId)).toMatchObject({
    status: 'cancelled',
    stopRequested: 'cancelled',
    errorCode: 'SYNC_CANCELLED',
    errorMessage: MESSAGE,
  });
  expect(await fabricRow(db, id)).toMatchObject({ activeRunId: null, lastRunId: runId });
  expect((await auditRows(db, id)).at(-1)).toMatchObject({ kind: 'run.cancelled', runId, actor: 'admin' });
});

describe('before the first write', () => {
  test('in sync stays in sync: errors and last_sync as they were', async () => {
    const before = await verifiedFabric(ctx);
    await startRun(ctx, before.id);

    await cancelSync(ctx, before.id);

    expect(await fabricRow(db, before.id)).toMatchObject({
      lastSync: before.lastSync,
      connectionError: null,
      syncError: null,
      errorCode: null,
    });
    expect((await transitionsOf(db, before.id)).at(-1)).toBe('syncing -> in_sync');
  });

  test('an error stays that error', async () => {
    const { id, lastSync } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
    await startRun(ctx, id);

    await cancelSync(ctx, id);

    expect(await fabricRow(db, id)).toMatchObject({
      lastSync,
      syncError: 'text of K8S_AUTH_INVALID_TOKEN',
      errorCode: 'K8S_AUTH_INVALID_TOKEN',
      scheduleStopped: true,
    });
    expect((await transitionsOf(db, id)).at(-1)).toBe('syncing -> error');
  });

  test('a fabric never synced is so again, and its next run comes one interval later', async () => {
    const { id } = await newFabric(ctx);
    await triggerSync(ctx, id, TRIGGER);

    await cancelSync(ctx, id);

    const row = await fabricRow(db, id);
    const attempt = row.lastAttemptAt!.getTime();
    expect(nextRunAt(row, new Date(attempt))).toEqual(new Date(attempt + 300_000));
    expect((await transitionsOf(db, id)).at(-1)).toBe('syncing -> never_synced');
  });

  test('a fabric that became late meanwhile is late', async () => {
    const { id } = await verifiedFabric(ctx);
    await startRun(ctx, id);
    await db
      .update(fabrics)
      .set({ lastSync: sql`clock_timestamp() - interval '400 s'` })
      .where(eq(fabrics.id, id));

    await cancelSync(ctx, id);

    expect((await transitionsOf(db, id)).at(-1)).toBe('syncing -> out_of_sync');
  });
});

describe('after the first write', () => {
  test('it leaves a sync_error: what the cluster holds was not verified', async () => {
    const { id, lastSync } = await verifiedFabric(ctx);
    const { runId } = await startRun(ctx, id);
    await hasWritten(runId);

    await cancelSync(ctx, id);

    expect(await fabricRow(db, id)).toMatchObject({
      lastSync,
      connectionError: null,
      syncError: MESSAGE,
      errorCode: 'SYNC_CANCELLED',
      errorAdvice: 'Start a new synchronization when ready',
    });
    expect((await transitionRows(db, id)).at(-1)).toMatchObject({
      from: 'syncing',
      to: 'error',
      actor: 'admin',
    });
  });

  test('it stops no schedule and starts no series: the next run comes one interval later', async () => {
    const { id } = await verifiedFabric(ctx);
    await hasWritten((await startRun(ctx, id)).runId);

    await cancelSync(ctx, id);

    const { lastAttemptAt, wakeAt, retryAt, scheduleStopped } = await fabricRow(db, id);
    expect({ retryAt, scheduleStopped }).toEqual({ retryAt: null, scheduleStopped: false });
    expect(wakeAt).toEqual(new Date(lastAttemptAt!.getTime() + 300_000));
  });

  test('also when the worker begins to write while it is cancelled', async () => {
    const { id } = await verifiedFabric(ctx);
    const { runId } = await startRun(ctx, id);
    const { promise: held, resolve: commit } = Promise.withResolvers<void>();
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    const worker = db.transaction(async (tx) => {
      await tx
        .update(runs)
        .set({ wroteAt: sql`clock_timestamp()` })
        .where(eq(runs.id, runId));
      hasBegun();
      await held;
    });
    await begun;

    const cancelling = cancelSync(ctx, id);
    await until(async () => {
      const [row] = await plain`
        select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(row?.['count']).toBe(1);
    });
    commit();
    await Promise.all([worker, cancelling]);

    expect(await fabricRow(db, id)).toMatchObject({ errorCode: 'SYNC_CANCELLED' });
  });
});

test('without a run there is nothing to cancel', async () => {
  const { id } = await verifiedFabric(ctx);

  await expect(cancelSync(ctx, id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'No synchronization is running',
  });
});

test('of ten that cancel at once one does', async () => {
  const { id } = await verifiedFabric(ctx);
  await startRun(ctx, id);

  const results = await Promise.allSettled(Array.from({ length: 10 }, () => cancelSync(ctx, id)));

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await auditRows(db, id)).filter(({ kind }) => kind === 'run.cancelled')).toHaveLength(1);
});

test('one that does not exist', async () => {
  await expect(cancelSync(ctx, 999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
