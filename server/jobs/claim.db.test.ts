import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { claimRuns, LEASE_SECONDS } from '#server/jobs/claim.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  newFabric,
  runRow,
  startRun,
  testContext,
  TRIGGER,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';
import { databaseNow } from '#server/state/change.ts';
import { returnLease } from '#server/state/end-run.ts';

const { db } = await testDatabase({ max: 12 });
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

/** Pending runs, each of a fabric of its own, in this order of age. */
async function pending(...priorities: readonly number[]): Promise<number[]> {
  const made = await db
    .insert(fabrics)
    .values(priorities.map((_, index) => ({ name: `fabric ${index}` })))
    .returning({ id: fabrics.id });
  const rows = await db
    .insert(runs)
    .values(
      made.map(({ id }, index) => ({
        taskId: `run ${index}`,
        fabricId: id,
        triggerType: 'manual' as const,
        actor: 'admin',
        priority: priorities[index] ?? 1,
        queuedAt: new Date(Date.parse('2026-03-01T12:00:00Z') + index),
        progress: QUEUED_PROGRESS,
        counts: NO_COUNTS,
      })),
    )
    .returning({ id: runs.id });
  return rows.map(({ id }) => id);
}

const claimed = async (worker: string, slots: number): Promise<number[]> =>
  (await claimRuns(db, worker, slots)).map(({ id }) => id);

describe('the order', () => {
  test('is by priority, then by age', async () => {
    const [a, b, c, d, e] = await pending(1, 0, 3, 1, 4);

    const order = [];
    for (let each = 0; each < 5; each += 1) order.push(...(await claimed('w', 1)));

    expect(order).toEqual([e, c, a, d, b]);
  });

  test('many at once are the first of that order', async () => {
    const [, b, c, , e] = await pending(0, 3, 3, 1, 4);

    expect(new Set(await claimed('w', 3))).toEqual(new Set([b, c, e]));
  });
});

describe('never more than there are slots', () => {
  test.each([0, 1, 7])('%i', async (slots) => {
    await pending(...Array.from({ length: 30 }, () => 1));

    expect(await claimed('w', slots)).toHaveLength(slots);
    expect(await db.$count(runs, eq(runs.status, 'running'))).toBe(slots);
  });

  test('when fewer wait, those', async () => {
    const waiting = await pending(1, 1);

    expect(new Set(await claimed('w', 100))).toEqual(new Set(waiting));
    expect(await claimed('w', 100)).toEqual([]);
  });
});

test('a claimed run has a worker, a lease, a start and a new attempt', async () => {
  const [id] = await pending(1);
  await db.update(runs).set({ attempt: 2 });

  const [claim] = await claimRuns(db, 'w', 1);

  const run = await runRow(db, id!);
  const now = (await databaseNow(db)).getTime();
  const leaseMs = run.leaseUntil!.getTime() - now;
  expect(claim).toEqual({ id, fabricId: run.fabricId, attempt: 3 });
  expect(run).toMatchObject({ status: 'running', worker: 'w', attempt: 3 });
  expect(run.startedAt!.getTime()).toBeLessThanOrEqual(now);
  expect(leaseMs).toBeLessThanOrEqual(LEASE_SECONDS * 1_000);
  expect(leaseMs).toBeGreaterThan((LEASE_SECONDS - 10) * 1_000);
});

test.each(['running', 'completed', 'failed', 'cancelled'] as const)(
  'a run that is %s is not taken',
  async (status) => {
    await pending(1);
    await db.update(runs).set({ status });

    expect(await claimed('w', 1)).toEqual([]);
  },
);

describe('many workers at once', () => {
  test('of ten that reach for one run one gets it', async () => {
    for (let round = 0; round < 5; round += 1) {
      await db.delete(fabrics);
      const [id] = await pending(1);

      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, index) => claimed(`worker-${index}`, 1)),
      );

      const winners = claims.flatMap((claim, index) => (claim.length === 0 ? [] : [`worker-${index}`]));
      expect(claims.flat()).toEqual([id]);
      expect((await runRow(db, id!)).worker).toBe(winners[0]);
    }
  });

  test('ten with five slots each share forty runs, none taken twice', async () => {
    const waiting = await pending(...Array.from({ length: 40 }, () => 1));

    const claims = await Promise.all(Array.from({ length: 10 }, (_, index) => claimed(`worker-${index}`, 5)));
    claims.push(await claimed('last', 40));

    expect(claims.flat().sort((a, b) => a - b)).toEqual(waiting);
    expect(claims.slice(0, 10).every((claim) => claim.length <= 5)).toBe(true);
  });
});

test('a run that somebody is just ending keeps no worker waiting: the next one is taken', async () => {
  const [first, second] = await pending(3, 1);
  const { promise: ending, resolve: end } = Promise.withResolvers<void>();
  const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>();
  const holder = db.transaction(async (tx) => {
    await tx.update(runs).set({ status: 'cancelled' }).where(eq(runs.id, first!));
    hasLocked();
    await ending;
  });
  await locked;

  const taken = await Promise.race([claimed('w', 2), ending]);
  end();
  await holder;

  expect(taken).toEqual([second]);
}, 5_000);

describe('a fabric whose last run is still held by its worker', () => {
  /** Cancelled while it ran, and triggered again. */
  async function triggeredAgain() {
    const { id } = await newFabric(ctx);
    const held = await startRun(ctx, id);
    await cancelSync(ctx, id);
    await triggerSync(ctx, id, TRIGGER);
    return { id, held };
  }

  test('waits, and keeps nobody else waiting', async () => {
    const other = await verifiedFabric(ctx);
    await triggeredAgain();
    await triggerSync(ctx, other.id, { ...TRIGGER, priority: 'low' });

    const claims = await claimRuns(db, 'w', 1);

    expect(claims.map(({ fabricId }) => fabricId)).toEqual([other.id]);
    expect(await claimed('w', 10)).toEqual([]);
  });

  test('is taken when that worker has given its lease back', async () => {
    const { id, held } = await triggeredAgain();

    await returnLease(db, held);

    expect(await claimRuns(db, 'w', 10)).toEqual([expect.objectContaining({ fabricId: id, attempt: 1 })]);
  });

  test('is taken when that lease has run out', async () => {
    const { id, held } = await triggeredAgain();

    await db
      .update(runs)
      .set({ leaseUntil: sql`clock_timestamp()` })
      .where(eq(runs.id, held.runId));

    expect(await claimRuns(db, 'w', 10)).toEqual([expect.objectContaining({ fabricId: id })]);
  });
});
