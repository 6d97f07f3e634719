import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '#db/client.ts';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { endedRuns, holdLease, RunStopped, stoppedReason, type HeldLease } from '#server/jobs/lease.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { endRun, newFabric, runRow, startRun, testContext } from '#server/services/fixtures/fabrics.ts';
import { databaseNow } from '#server/state/change.ts';
import type { Lease } from '#server/state/end-run.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const RENEWAL_MS = 10_000;

const warnings: string[] = [];
const log = { warn: (_: object, message: string) => void warnings.push(message) };
const holding: HeldLease[] = [];

beforeEach(async () => {
  warnings.length = 0;
  await db.delete(fabrics);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  for (const lease of holding.splice(0)) lease.release();
  vi.useRealTimers();
});

async function claimedRun(): Promise<{ fabricId: number; lease: Lease }> {
  const { id } = await newFabric(ctx);
  return { fabricId: id, lease: await startRun(ctx, id) };
}

function hold(
  lease: Lease,
  { on = db, claimedAt = performance.now() }: { on?: Database; claimedAt?: number } = {},
): HeldLease {
  const held = holdLease(on, lease, log, claimedAt);
  holding.push(held);
  return held;
}

const leaseMs = async (runId: number): Promise<number> =>
  ((await runRow(db, runId)).leaseUntil?.getTime() ?? 0) - (await databaseNow(db)).getTime();

const shorten = (runId: number) =>
  db
    .update(runs)
    .set({ leaseUntil: sql`clock_timestamp() + interval '5 s'` })
    .where(eq(runs.id, runId));

const reasonOf = (held: HeldLease): string | null => stoppedReason(held.signal.reason, held.signal);

describe('a lease that is held', () => {
  test('is renewed every 10 s', async () => {
    const { lease } = await claimedRun();
    const held = hold(lease);

    for (let renewal = 0; renewal < 3; renewal += 1) {
      await shorten(lease.runId);
      vi.advanceTimersByTime(RENEWAL_MS);
      await until(async () => expect(await leaseMs(lease.runId)).toBeGreaterThan(20_000));
    }

    expect(() => held.assertHeld()).not.toThrow();
    expect(held.signal.aborted).toBe(false);
  });

  test('is renewed no more once released', async () => {
    const { lease } = await claimedRun();
    hold(lease).release();
    await shorten(lease.runId);

    vi.advanceTimersByTime(6 * RENEWAL_MS);

    expect(vi.getTimerCount()).toBe(0);
    expect(await leaseMs(lease.runId)).toBeLessThanOrEqual(5_000);
  });
});

describe('by its own clock the worker writes nothing', () => {
  /** A database that cannot be reached. */
  const gone = {
    update: () => ({
      set: () => ({ where: () => ({ returning: () => Promise.reject(new Error('gone')) }) }),
    }),
  } as unknown as Database;

  test('20 s after the last renewal, whatever the database says', async () => {
    const { lease } = await claimedRun();
    const held = hold(lease, { on: gone });

    vi.advanceTimersByTime(20_000);
    expect(() => held.assertHeld()).not.toThrow();

    vi.advanceTimersByTime(1);
    expect(() => held.assertHeld()).toThrow('run stopped: lost');
    expect(reasonOf(held)).toBe('lost');
    await until(() => expect(warnings).toEqual(['lease not renewed', 'lease not renewed']));
  });

  test('when it was stopped between asking for the run and taking hold of it', async () => {
    const { lease } = await claimedRun();

    const held = hold(lease, { claimedAt: performance.now() - 20_001 });

    expect(() => held.assertHeld()).toThrow('run stopped: lost');
  });

  test('and counts from before a renewal was asked for, not from its answer', async () => {
    const { lease } = await claimedRun();
    const { promise: answered, resolve: answer } = Promise.withResolvers<{ id: number }[]>();
    const slow = {
      update: () => ({ set: () => ({ where: () => ({ returning: () => answered }) }) }),
    } as unknown as Database;
    const held = hold(lease, { on: slow });

    vi.advanceTimersByTime(RENEWAL_MS);
    vi.advanceTimersByTime(9_000);
    answer([{ id: lease.runId }]);
    await answered;

    vi.advanceTimersByTime(11_000);
    expect(() => held.assertHeld()).not.toThrow();
    vi.advanceTimersByTime(1);
    expect(() => held.assertHeld()).toThrow('run stopped: lost');
  });
});

describe('a renewal that finds its run gone says why', () => {
  test.each<[string, (fabricId: number, lease: Lease) => Promise<unknown>]>([
    ['cancelled', (fabricId) => cancelSync(ctx, fabricId)],
    ['disabled', (fabricId) => updateFabric(ctx, fabricId, { sync_enabled: false })],
    ['not_configured', (fabricId) => updateFabric(ctx, fabricId, { kubernetes_server: '' })],
    ['target_changed', (fabricId) => updateFabric(ctx, fabricId, { kubernetes_namespace: 'other' })],
    ['deleted', (fabricId) => deleteFabric(ctx, fabricId)],
    [
      'lost',
      (_, lease) =>
        db
          .update(runs)
          .set({ leaseUntil: sql`clock_timestamp()` })
          .where(eq(runs.id, lease.runId)),
    ],
    [
      'lost',
      (_, lease) =>
        db
          .update(runs)
          .set({ attempt: lease.attempt + 1, worker: 'other' })
          .where(eq(runs.id, lease.runId)),
    ],
  ])('%s', async (reason, happen) => {
    const { fabricId, lease } = await claimedRun();
    const held = hold(lease);

    await happen(fabricId, lease);
    vi.advanceTimersByTime(RENEWAL_MS);

    await until(() => expect(held.signal.aborted).toBe(true));
    expect(reasonOf(held)).toBe(reason);
    expect(() => held.assertHeld()).toThrow(`run stopped: ${reason}`);
  });
});

test('the first reason to stop is the one that counts', async () => {
  const { lease } = await claimedRun();
  const held = hold(lease);

  held.stop('timeout');
  held.stop('lost');

  expect(reasonOf(held)).toBe('timeout');
});

test('which runs have ended, and why, in one query', async () => {
  const running = await claimedRun();
  const cancelled = await claimedRun();
  const completed = await claimedRun();
  const deleted = await claimedRun();
  await cancelSync(ctx, cancelled.fabricId);
  await endRun(db, completed.fabricId, completed.lease, { type: 'verified' });
  await deleteFabric(ctx, deleted.fabricId);

  const ended = await endedRuns(
    db,
    [running, cancelled, completed, deleted].map(({ lease }) => lease.runId),
  );

  expect(ended).toEqual(
    new Map([
      [cancelled.lease.runId, 'cancelled'],
      [completed.lease.runId, 'lost'],
      [deleted.lease.runId, 'deleted'],
    ]),
  );
});

describe('why a run stopped', () => {
  const aborted = (reason: unknown): AbortSignal => AbortSignal.abort(reason);

  test.each<[string, unknown, AbortSignal, string | null]>([
    ['the error itself', new RunStopped('cancelled'), new AbortController().signal, 'cancelled'],
    ['an error that the stop caused', new Error('aborted'), aborted(new RunStopped('disabled')), 'disabled'],
    ['an error of its own', new Error('refused'), new AbortController().signal, null],
    ['another abort', new Error('refused'), aborted(new Error('other')), null],
  ])('%s', (_, error, signal, expected) => {
    expect(stoppedReason(error, signal)).toBe(expected);
  });
});
