import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { WEEKDAYS, type SyncWindow } from '#server/domain/window/sync-window.ts';
import { endUnclaimedRuns } from '#server/scheduler/end-unclaimed-runs.ts';
import { tick } from '#server/scheduler/tick.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import {
  auditRows,
  fabricRow,
  newFabric,
  runRow,
  setFabric,
  testContext,
  transitionsOf,
  TRIGGER,
} from '#server/services/fixtures/fabrics.ts';
import { retrySync, triggerSync } from '#server/services/sync/trigger-sync.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

/** From an hour ago until in three hours, by the clocks of UTC: closed or open now, whenever the test runs. */
function around(kind: SyncWindow['kind']): SyncWindow {
  const clock = (hours: number): string =>
    new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { kind, days: [...WEEKDAYS], start: clock(-1), end: clock(3), time_zone: 'UTC' };
}
const CLOSED = [around('block')];

describe('while they are closed', () => {
  test('a new fabric waits for the opening, and says so', async () => {
    const { id } = await newFabric(ctx, { sync_windows: CLOSED });
    await setFabric(db, id, { wakeAt: new Date(0) });

    await tick(db, ctx.log);

    const shown = await readFabric(ctx, id);
    const row = await fabricRow(db, id);
    const opening = Date.parse(shown.sync_blocked!.until!);
    expect(row.activeRunId).toBeNull();
    expect(shown.why).toBe(`blocked until ${CLOSED[0]!.end} (UTC)`);
    expect(Date.parse(shown.next_sync!) - opening).toBeGreaterThanOrEqual(0);
    expect(Date.parse(shown.next_sync!) - opening).toBeLessThan(15_000);
    expect(shown.calculated_sync_status).toBe('never_synced');
  });

  test('a late one is late all the same', async () => {
    const { id } = await newFabric(ctx, { sync_windows: CLOSED });
    await setFabric(db, id, {
      lastSync: new Date(Date.now() - 400_000),
      lastAttemptAt: new Date(Date.now() - 400_000),
    });

    const shown = await readFabric(ctx, id);

    expect(shown.calculated_sync_status).toBe('out_of_sync');
    expect(shown.why).toMatch(/^overdue by 00:01:4\d, blocked until .* \(UTC\), no difference known$/);
  });

  test.each([
    ['Sync Now', (id: number) => triggerSync(ctx, id, TRIGGER)],
    ['Retry', (id: number) => retrySync(ctx, id)],
  ])('%s asks for a reason', async (_, start) => {
    const { id } = await newFabric(ctx, { sync_windows: CLOSED });

    await expect(start(id)).rejects.toMatchObject({
      code: 'SYNC_WINDOW_CLOSED',
      definition: { http: 425 },
      message: expect.stringContaining('blocked until'),
    });
    expect(await db.$count(runs, eq(runs.fabricId, id))).toBe(0);
  });

  test('with a reason it starts, and the reason is kept', async () => {
    const { id } = await newFabric(ctx, { sync_windows: CLOSED });

    await triggerSync(ctx, id, { ...TRIGGER, override_reason: 'a switch is down' });

    const { activeRunId } = await fabricRow(db, id);
    expect(await runRow(db, activeRunId!)).toMatchObject({
      overrideReason: 'a switch is down',
      claimUntil: null,
    });
    expect((await auditRows(db, id)).at(-1)).toMatchObject({
      kind: 'run.triggered',
      data: { override_reason: 'a switch is down' },
    });
  });
});

test('while they are open no reason is needed, and none is kept', async () => {
  const { id } = await newFabric(ctx, { sync_windows: [around('allow')] });

  await triggerSync(ctx, id, { ...TRIGGER, override_reason: 'just so' });

  const { activeRunId } = await fabricRow(db, id);
  expect(await runRow(db, activeRunId!)).toMatchObject({ overrideReason: null });
});

describe('an automatic run that waits for a worker', () => {
  async function waiting() {
    const { id } = await newFabric(ctx, { sync_windows: [around('allow')] });
    await tick(db, ctx.log);
    const { activeRunId } = await fabricRow(db, id);
    return { id, runId: activeRunId! };
  }

  test('may be taken until the windows close', async () => {
    const { runId } = await waiting();

    const { claimUntil } = await runRow(db, runId);

    expect(claimUntil?.toISOString().slice(11, 16)).toBe(around('allow').end);
  });

  test('is taken back when they have closed, and its fabric is as it was', async () => {
    const { id, runId } = await waiting();
    await updateFabric(ctx, id, { sync_windows: CLOSED });

    const ended = await endUnclaimedRuns(db, ctx.log);

    expect(ended).toBe(1);
    expect(await runRow(db, runId)).toMatchObject({ status: 'cancelled', stopRequested: 'window_closed' });
    expect((await readFabric(ctx, id)).calculated_sync_status).toBe('never_synced');
    expect((await transitionsOf(db, id)).at(-1)).toBe('syncing -> never_synced');
    expect(await endUnclaimedRuns(db, ctx.log)).toBe(0);
  });

  test('stays when somebody opens them again', async () => {
    const { id, runId } = await waiting();
    await updateFabric(ctx, id, { sync_windows: CLOSED });
    await updateFabric(ctx, id, { sync_windows: [] });

    expect(await endUnclaimedRuns(db, ctx.log)).toBe(0);
    expect(await runRow(db, runId)).toMatchObject({ status: 'pending', claimUntil: null });
  });
});
