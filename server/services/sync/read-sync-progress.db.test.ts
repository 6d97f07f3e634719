import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { QUEUED_PROGRESS } from '#server/domain/run.ts';
import { runProgress } from '#server/domain/wire/run.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { readSyncProgress } from '#server/services/sync/read-sync-progress.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  endRun,
  failedFabric,
  newFabric,
  startRun,
  testContext,
  TRIGGER,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const NO_SYNC = (id: number) => ({
  code: 'NOT_FOUND',
  message: `Active sync for fabric with ID ${id} not found`,
});
const endedAgo = (fabricId: number, seconds: number) =>
  db
    .update(runs)
    .set({ finishedAt: sql`clock_timestamp() - make_interval(secs => ${seconds})` })
    .where(eq(runs.fabricId, fabricId));

test('a waiting run: as the API declares it', async () => {
  const { id } = await newFabric(ctx);
  const { task_id } = await triggerSync(ctx, id, TRIGGER);

  const answer = await readSyncProgress(ctx, id);

  expect(answer).toEqual({
    task_id,
    status: 'pending',
    progress: {
      percentage: 0,
      current_step: 'Waiting for a worker',
      steps_completed: 0,
      total_steps: 8,
      estimated_completion: null,
      errors: [],
    },
  });
  expect(runProgress.strict().parse(answer)).toEqual(answer);
});

test('a running run: what its worker reported', async () => {
  const { id } = await newFabric(ctx);
  const { runId } = await startRun(ctx, id);
  const note = { level: 'warning', message: 'slow', timestamp: '2026-03-01T12:00:00.000Z' } as const;
  await db
    .update(runs)
    .set({
      progress: {
        ...QUEUED_PROGRESS,
        percentage: 65,
        message: 'Applying VPC 3/9',
        stepsCompleted: 5,
        errors: [note],
      },
    })
    .where(eq(runs.id, runId));

  expect(await readSyncProgress(ctx, id)).toMatchObject({
    status: 'running',
    progress: { percentage: 65, current_step: 'Applying VPC 3/9', steps_completed: 5, errors: [note] },
  });
});

describe('after its end', () => {
  test('a verified run says completed', async () => {
    expect(await readSyncProgress(ctx, (await verifiedFabric(ctx)).id)).toMatchObject({
      status: 'completed',
    });
  });

  test('a failed one says failed', async () => {
    const { id } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');

    expect(await readSyncProgress(ctx, id)).toMatchObject({ status: 'failed' });
  });

  test('a failed one says why: its errors are not empty', async () => {
    const { id } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');

    const { progress } = await readSyncProgress(ctx, id);

    expect(progress.errors).toEqual([
      { level: 'error', message: 'text of K8S_NETWORK_TIMEOUT', timestamp: expect.any(String) },
    ]);
  });

  test('a cancelled one says failed too', async () => {
    const { id } = await newFabric(ctx);
    await startRun(ctx, id);
    await cancelSync(ctx, id);

    expect(await readSyncProgress(ctx, id)).toMatchObject({ status: 'failed' });
  });

  test('it is answered for 60 s and no longer', async () => {
    const { id } = await verifiedFabric(ctx);

    await endedAgo(id, 55);
    expect(await readSyncProgress(ctx, id)).toMatchObject({ status: 'completed' });

    await endedAgo(id, 60.01);
    await expect(readSyncProgress(ctx, id)).rejects.toMatchObject(NO_SYNC(id));
  });

  test('the next run takes its place at once', async () => {
    const { id } = await verifiedFabric(ctx);
    await endedAgo(id, 3_600);
    const { task_id } = await triggerSync(ctx, id, TRIGGER);

    expect(await readSyncProgress(ctx, id)).toMatchObject({ task_id, status: 'pending' });
  });
});

test('a fabric that never ran has none', async () => {
  const { id } = await newFabric(ctx);

  await expect(readSyncProgress(ctx, id)).rejects.toMatchObject(NO_SYNC(id));
});

test('a fabric that does not exist', async () => {
  await expect(readSyncProgress(ctx, 999)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'Fabric with ID 999 not found',
  });
});

test('runs of other fabrics are not mixed in', async () => {
  const { id } = await newFabric(ctx);
  const other = await newFabric(ctx);
  const lease = await startRun(ctx, id);
  await startRun(ctx, other.id);

  await endRun(db, id, lease, { type: 'verified' });

  expect(await readSyncProgress(ctx, id)).toMatchObject({ status: 'completed' });
  expect(await readSyncProgress(ctx, other.id)).toMatchObject({ status: 'running' });
});
