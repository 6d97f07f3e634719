import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runs, type FabricRow } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import type { Priority } from '#server/domain/words.ts';
import { newFabric, testContext, verifiedFabric } from '#server/services/fixtures/fabrics.ts';
import { activeRun, queueRun } from '#server/state/queue-run.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const NOW = new Date('2025-08-10T23:45:00.500Z');

beforeEach(() => db.delete(fabrics));

const queue = (fabric: FabricRow, priority: Priority = 'normal') =>
  db.transaction((tx) =>
    queueRun(
      tx,
      fabric,
      { triggerType: 'manual', actor: 'admin', priority, force: false, confirmPrune: false },
      NOW,
    ),
  );

test('a run waits for a worker, untouched', async () => {
  const fabric = await newFabric(ctx);

  expect(await queue(fabric)).toMatchObject({
    fabricId: fabric.id,
    taskId: `sync_fabric_${fabric.id}_20250810_234500`,
    status: 'pending',
    triggerType: 'manual',
    actor: 'admin',
    queuedAt: NOW,
    startedAt: null,
    worker: null,
    leaseUntil: null,
    wroteAt: null,
    attempt: 0,
    steps: [],
    progress: expect.objectContaining({ percentage: 0, stepsCompleted: 0, totalSteps: 8 }),
  });
});

describe('priority', () => {
  test.each<[Priority, number]>([
    ['low', 0],
    ['normal', 1],
    ['high', 2],
    ['urgent', 3],
  ])('%s is %i', async (word, expected) => {
    expect((await queue(await verifiedFabric(ctx), word)).priority).toBe(expected);
  });

  test('a fabric never synced goes before all of them', async () => {
    expect((await queue(await newFabric(ctx), 'low')).priority).toBe(4);
  });
});

test('a fabric has one pending or running run at most, whoever asks', async () => {
  const fabric = await newFabric(ctx);
  await queue(fabric);

  const second = await queue(fabric).catch((error: unknown) => error);

  expect(second).toMatchObject({ code: '23505', constraint_name: 'runs_one_active_index' });
});

test('ids of runs in one second differ', async () => {
  const fabric = await newFabric(ctx);
  const ids: string[] = [];

  for (let each = 0; each < 3; each += 1) {
    ids.push((await queue(fabric)).taskId);
    await db.update(runs).set({ status: 'cancelled' });
  }

  const stem = `sync_fabric_${fabric.id}_20250810_234500`;
  expect(ids).toEqual([stem, `${stem}_2`, `${stem}_3`]);
});

test('the active run is the one that the fabric points at', async () => {
  const fabric = await newFabric(ctx);
  const run = await queue(fabric);

  expect(await db.transaction((tx) => activeRun(tx, { ...fabric, activeRunId: run.id }))).toEqual(run);
  expect(await db.transaction((tx) => activeRun(tx, fabric))).toBeNull();
});
