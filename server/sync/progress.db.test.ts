import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fabrics } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { RUN_STEPS } from '#server/domain/words.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { holdLease, stoppedReason, type HeldLease } from '#server/jobs/lease.ts';
import { createLog } from '#server/log.ts';
import { newFabric, runRow, startRun, testContext } from '#server/services/fixtures/fabrics.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { createProgress, type ProgressReporter } from '#server/sync/progress.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const open: { readonly lease: HeldLease; readonly progress: ProgressReporter }[] = [];

beforeEach(async () => {
  await db.delete(fabrics);
  // Of the clocks only the one of the heartbeat stands still.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  for (const { lease, progress } of open.splice(0)) {
    await progress.finish('completed').catch(() => {});
    lease.release();
  }
  vi.useRealTimers();
});

async function running() {
  const { id } = await newFabric(ctx);
  const lease = holdLease(db, await startRun(ctx, id), createLog('silent'), performance.now());
  const progress = createProgress(db, lease, id);
  open.push({ lease, progress });
  return { fabricId: id, lease, progress, row: () => runRow(db, lease.runId) };
}

test('each step is in the row as soon as it begins, the one before as done', async () => {
  const { progress, row } = await running();

  progress.begin('connect', 'Connecting');
  await until(async () =>
    expect((await row()).steps[0]).toMatchObject({ step: 'connect', status: 'running' }),
  );
  progress.begin('fetch', 'Fetching');

  await until(async () =>
    expect(await row()).toMatchObject({
      progress: { percentage: 5, message: 'Fetching', stepsCompleted: 1, totalSteps: RUN_STEPS.length },
      steps: [
        { step: 'connect', status: 'completed', durationMs: expect.any(Number) },
        { step: 'fetch', status: 'running', durationMs: null },
        ...RUN_STEPS.slice(2).map((step) => ({ step, status: 'pending' })),
      ],
    }),
  );
});

test('the bar never falls, and ends at 100 in a run that completed', async () => {
  const { progress } = await running();
  const seen: number[] = [];
  const look = () => seen.push(progress.current.percentage);

  for (const step of RUN_STEPS) {
    progress.begin(step, step);
    look();
    for (const fraction of [0.5, 1, 0.2, -1, 7]) {
      progress.advance(fraction, step);
      look();
    }
  }
  await progress.finish('completed');
  look();

  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(100);
});

test('a failed run keeps the bar where it stood, and its step says why', async () => {
  const { progress } = await running();
  progress.begin('connect', 'Connecting');

  await progress.finish('failed', 'no answer');

  expect(progress.current.percentage).toBe(0);
  expect(progress.steps[0]).toMatchObject({ status: 'failed', message: 'no answer' });
});

test('even when nothing moves it is told every 10 s that the run lives', async () => {
  const { progress, lease } = await running();
  /** Of the row: another one with each write. */
  const written = async () =>
    (await db.execute<{ xmin: string }>(sql`select xmin from runs where id = ${lease.runId}`))[0]?.xmin;
  progress.begin('connect', 'Connecting');
  await until(async () => expect((await runRow(db, lease.runId)).steps).not.toEqual([]));
  const before = await written();

  // The lease's own beat writes the same row.
  lease.release();
  vi.advanceTimersByTime(10_000);

  await until(async () => expect(await written()).not.toBe(before));
});

describe('a run that is not ours any more', () => {
  test('is stopped by the write that found it, and begins no other step', async () => {
    const { fabricId, progress, lease } = await running();
    progress.begin('connect', 'Connecting');
    await cancelSync(ctx, fabricId);

    progress.begin('fetch', 'Fetching');
    await until(() => expect(lease.signal.aborted).toBe(true));

    expect(stoppedReason(lease.signal.reason, lease.signal)).toBe('cancelled');
    await until(() => expect(() => progress.begin('validate', 'Checking')).toThrow('cancelled'));
  });

  test('keeps what its row said', async () => {
    const { fabricId, progress, row } = await running();
    await cancelSync(ctx, fabricId);
    const before = await row();

    progress.begin('connect', 'Connecting');
    await progress.finish('failed', 'stopped');

    expect(await row()).toEqual(before);
  });
});

test('what is noted can be stored, also where it quotes what no column takes', async () => {
  const { progress, row } = await running();
  progress.begin('read', 'Reading the cluster');

  progress.note('warning', 'a\0b\ud800');

  await until(async () =>
    expect((await row()).progress.errors).toMatchObject([{ message: 'a\ufffdb\ufffd' }]),
  );
});

test('however much there is to say, progress stays under 10 KB', async () => {
  const { progress } = await running();
  progress.begin('read', 'Reading the cluster');

  for (let n = 0; n < 1_000; n += 1) progress.note('warning', `note ${n} ${'x'.repeat(5_000)}`);

  expect(JSON.stringify(progress.current).length).toBeLessThan(10_240);
  expect(progress.current.errors.at(-1)?.message).toMatch(/^note 999 x+…$/);
});
