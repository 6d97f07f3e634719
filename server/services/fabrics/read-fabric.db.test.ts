import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, repositories, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { healthPatch } from '#server/domain/health-outcome.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { fabric as fabricSchema, syncStatus } from '#server/domain/wire/fabric.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { readSyncStatus } from '#server/services/sync/read-sync-status.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  failedFabric,
  newFabric,
  runRow,
  setFabric,
  startRun,
  testContext,
  TRIGGER,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';
import { changeFabric } from '#server/state/change.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const agoSql = (seconds: number) => sql`clock_timestamp() - make_interval(secs => ${seconds})`;

async function late() {
  const { id } = await verifiedFabric(ctx);
  await db
    .update(fabrics)
    .set({ lastSync: agoSql(552.5) })
    .where(eq(fabrics.id, id));
  return id;
}

/** One fabric in each state. */
const IN_EACH_STATE: readonly [string, () => Promise<number>][] = [
  ['not_configured', async () => (await newFabric(ctx, { kubernetes_server: '' })).id],
  ['disabled', async () => (await newFabric(ctx, { sync_enabled: false })).id],
  [
    'syncing',
    async () => {
      const { id } = await newFabric(ctx);
      await startRun(ctx, id);
      return id;
    },
  ],
  ['error', async () => (await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT')).id],
  ['never_synced', async () => (await newFabric(ctx)).id],
  ['out_of_sync', late],
  ['in_sync', async () => (await verifiedFabric(ctx)).id],
];

test.each(IN_EACH_STATE)(
  '%s: fabric and status say the same, as the API declares them',
  async (state, make) => {
    const id = await make();

    const fabric = await readFabric(ctx, id);
    const status = await readSyncStatus(ctx, id);

    expect(fabric).toMatchObject({ calculated_sync_status: state, sync_status: state });
    expect(fabricSchema.strict().parse(fabric)).toEqual(fabric);
    expect(syncStatus.strict().parse(status)).toEqual(status);
    expect(status).toMatchObject({
      fabric_id: id,
      calculated_sync_status: fabric.calculated_sync_status,
      sync_status_display: fabric.sync_status_display,
      badge_class: fabric.badge_class,
      why: fabric.why,
      message: fabric.message,
      action_button: fabric.action_button,
    });
  },
);

test('one that does not exist', async () => {
  await expect(readFabric(ctx, 999)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'Fabric with ID 999 not found',
  });
  await expect(readSyncStatus(ctx, 999)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('late', () => {
  test('it says by how much, and that the next run is due now', async () => {
    const fabric = await readFabric(ctx, await late());

    expect(fabric).toMatchObject({
      overdue_seconds: 252,
      why: 'overdue by 00:04:12, no difference known',
      message: 'Last sync: 9 min ago (overdue by 00:04:12)',
    });
  });

  test('inside the grace it is not', async () => {
    const { id } = await verifiedFabric(ctx);
    await db
      .update(fabrics)
      .set({ lastSync: agoSql(303) })
      .where(eq(fabrics.id, id));

    expect(await readFabric(ctx, id)).toMatchObject({
      calculated_sync_status: 'in_sync',
      overdue_seconds: 0,
    });
  });
});

describe('the next run', () => {
  test('is one interval after the last', async () => {
    const { id, lastAttemptAt } = await verifiedFabric(ctx);

    expect((await readFabric(ctx, id)).next_sync).toBe(
      new Date(lastAttemptAt!.getTime() + 300_000).toISOString(),
    );
  });

  test('that is overdue is now, not in the past', async () => {
    const { id } = await verifiedFabric(ctx);
    await setFabric(db, id, { lastAttemptAt: new Date(0) });

    const { next_sync } = await readFabric(ctx, id);

    expect(Date.parse(next_sync!)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('with interval 0 does not come', async () => {
    const { id } = await verifiedFabric(ctx, { sync_interval: 0 });

    expect((await readFabric(ctx, id)).next_sync).toBeNull();
  });
});

describe('in error', () => {
  test('it says code, what happened, what to do, when it tries again and the run to quote', async () => {
    const { id, retryAt, lastRunId } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');

    const fabric = await readFabric(ctx, id);

    expect(fabric).toMatchObject({
      connection_error: 'text of K8S_NETWORK_TIMEOUT',
      sync_error: null,
      error_message: 'text of K8S_NETWORK_TIMEOUT',
      action_button: 'Retry',
      error: {
        code: 'K8S_NETWORK_TIMEOUT',
        message: 'text of K8S_NETWORK_TIMEOUT',
        advice: 'do it',
        retry_at: retryAt?.toISOString(),
        retry_available: true,
        error_id: (await runRow(db, lastRunId!)).taskId,
      },
    });
  });

  test('the run to quote is the one that failed, not a later one that left the error as it was', async () => {
    const { id, lastRunId } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');
    const { runId } = await startRun(ctx, id);
    await cancelSync(ctx, id);

    const { error } = await readFabric(ctx, id);

    expect(error?.error_id).toBe((await runRow(db, lastRunId!)).taskId);
    expect(error?.error_id).not.toBe((await runRow(db, runId)).taskId);
  });

  test('what a health check found names no run', async () => {
    const { id } = await verifiedFabric(ctx);
    const cluster = {
      ok: false,
      code: 'K8S_CONNECTION_REFUSED',
      message: 'refused',
      advice: 'look',
    } as const;
    await changeFabric(db, id, { actor: 'scheduler', reason: 'health check' }, (_tx, fabric, now) =>
      Promise.resolve({ patch: healthPatch(fabric, { cluster, head: null }, now), result: null }),
    );

    expect((await readFabric(ctx, id)).error).toMatchObject({ message: 'refused', error_id: null });
  });

  test('without retry it leads to the configuration', async () => {
    const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

    expect(await readFabric(ctx, id)).toMatchObject({
      sync_error: 'text of K8S_AUTH_INVALID_TOKEN',
      action_button: 'Fix Configuration',
      next_sync: null,
      error: { retry_at: null, retry_available: false },
      why: 'automatic runs stopped: credentials refused',
    });
  });

  test('blank texts are no error', async () => {
    const { id } = await verifiedFabric(ctx);
    await setFabric(db, id, { connectionError: ' ', syncError: '' });

    expect(await readFabric(ctx, id)).toMatchObject({
      calculated_sync_status: 'in_sync',
      connection_error: null,
      sync_error: null,
      error_message: null,
      error: null,
    });
  });
});

describe('syncing', () => {
  test('it shows the progress of the run', async () => {
    const { id } = await newFabric(ctx);
    const { runId } = await startRun(ctx, id);
    const progress = {
      ...QUEUED_PROGRESS,
      percentage: 65,
      message: 'Applying VPC 3/9',
      estimatedCompletion: '2026-03-01T12:00:00.000Z',
    };
    await db.update(runs).set({ progress }).where(eq(runs.id, runId));

    expect(await readFabric(ctx, id)).toMatchObject({
      message: 'Synchronization in progress... 65%',
      why: 'Applying VPC 3/9',
      active_task_id: (await runRow(db, runId)).taskId,
      progress: {
        percentage: 65,
        message: 'Applying VPC 3/9',
        estimated_completion: '2026-03-01T12:00:00.000Z',
      },
      last_result: null,
    });
  });

  test.each([
    [30, 'Waiting for a worker'],
    [61, 'waiting for a worker'],
  ])('pending for %i s: %s', async (seconds, why) => {
    const { id } = await newFabric(ctx);
    await triggerSync(ctx, id, TRIGGER);
    await db.update(runs).set({ queuedAt: agoSql(seconds) });

    expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'syncing', why });
  });
});

describe('the result of the last run', () => {
  test.each([
    [
      { ...NO_COUNTS, desired: 48, created: 2, updated: 1, unchanged: 45 },
      'Synchronized: 48 resources verified equal (2 created, 1 updated, 45 unchanged)',
    ],
    [{ ...NO_COUNTS, desired: 1, unchanged: 1 }, 'Synchronized: 1 resource verified equal (1 unchanged)'],
    [NO_COUNTS, 'Synchronized: 0 resources verified equal'],
    // Outside the write scope: nothing was looked at, so nothing is claimed of it.
    [
      { ...NO_COUNTS, desired: 3, created: 1, skipped: 2 },
      'Synchronized: 1 resource verified equal (1 created, 2 skipped)',
    ],
  ])('%j: %s', async (counts, message) => {
    const { id, lastRunId } = await verifiedFabric(ctx);
    await db.update(runs).set({ counts }).where(eq(runs.id, lastRunId!));

    expect((await readFabric(ctx, id)).last_result).toMatchObject({ successful: true, message });
  });

  test('of a failed one is what went wrong', async () => {
    const { id } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');

    expect((await readFabric(ctx, id)).last_result).toMatchObject({
      successful: false,
      message: 'text of K8S_NETWORK_TIMEOUT',
    });
  });

  test('of a cancelled one says who cancelled it', async () => {
    const { id } = await verifiedFabric(ctx);
    await startRun(ctx, id);
    await cancelSync(ctx, id);

    expect((await readFabric(ctx, id)).last_result).toMatchObject({
      successful: false,
      message: 'Synchronization was cancelled by admin',
    });
  });
});

test('counts come from the last verified read', async () => {
  const { id } = await verifiedFabric(ctx);
  await setFabric(db, id, { countsByKind: { VPC: 3, Connection: 26 }, driftCount: 2 });

  expect(await readFabric(ctx, id)).toMatchObject({
    cached_crd_count: 29,
    cached_vpc_count: 3,
    counts_by_kind: { VPC: 3, Connection: 26 },
    drift_count: 2,
    health_score: 97,
    why: '2 resources drifted',
  });
});

test('a commit that is newer than the verified one is told', async () => {
  const [repository] = await db
    .insert(repositories)
    .values({ name: 'gitops', url: 'https://git.example/x.git', headCommit: 'def' })
    .returning();
  const { id } = await verifiedFabric(ctx, { git_repository: repository!.id });
  await setFabric(db, id, { syncedCommit: 'abc' });

  expect((await readFabric(ctx, id)).why).toBe('a newer commit waits');
});
