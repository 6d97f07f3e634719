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

describe('fairness', () => {
  const LIMITS = { clusterRuns: 5, failingRuns: 15 };

  /** Pending automatic runs of fabrics, each on a cluster of its own; those that fail could not reach it. */
  async function automatic(count: number, prefix: string, breakerFailures: number): Promise<void> {
    await db.execute(sql`
      with made as (
        insert into fabrics (name, kubernetes_server, breaker_failures)
        select ${prefix} || n, 'https://' || ${prefix} || n, ${breakerFailures}::int from generate_series(1, ${count}::int) n
        returning id
      )
      insert into runs (task_id, fabric_id, trigger_type, actor, queued_at, progress, counts)
      select ${prefix} || id, id, 'periodic', 'scheduler', clock_timestamp() - interval '10 s', '{}', '{}' from made`);
  }
  const kindsOf = async (claims: readonly { readonly fabricId: number }[]) => {
    const rows = await db.select({ id: fabrics.id, name: fabrics.name }).from(fabrics);
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    const counts = { failing: 0, well: 0, noisy: 0 };
    for (const { fabricId } of claims) {
      const name = names.get(fabricId) ?? '';
      counts[name.startsWith('failing') ? 'failing' : name === 'noisy' ? 'noisy' : 'well'] += 1;
    }
    return counts;
  };

  test('500 fabrics that cannot be reached leave a quarter of the slots to the others', async () => {
    await automatic(500, 'failing', 3);
    const first = await claimRuns(db, 'w', 20, LIMITS);
    await automatic(30, 'well', 0);

    const second = await claimRuns(db, 'w', 5, LIMITS);
    const again = await claimRuns(db, 'w', 5, LIMITS);

    expect(await kindsOf(first)).toEqual({ failing: 15, well: 0, noisy: 0 });
    expect(await kindsOf(second)).toEqual({ failing: 0, well: 5, noisy: 0 });
    expect(await kindsOf(again)).toEqual({ failing: 0, well: 5, noisy: 0 });
  });

  test('a person who asks for a run of one of them is not held back', async () => {
    await automatic(20, 'failing', 3);
    await claimRuns(db, 'w', 20, LIMITS);
    await db.execute(sql`update runs set trigger_type = 'manual' where status = 'pending'`);

    expect(await claimRuns(db, 'w', 5, LIMITS)).toHaveLength(5);
  });

  test('a fabric that is triggered again and again, urgently, is overtaken by what has waited', async () => {
    const [waiting] = await pending(1);
    await db.update(runs).set({ queuedAt: sql`clock_timestamp() - interval '130 s'` });
    const [noisy] = await db
      .insert(runs)
      .values({
        taskId: 'noisy',
        fabricId: (await db.insert(fabrics).values({ name: 'noisy' }).returning({ id: fabrics.id }))[0]!.id,
        triggerType: 'manual',
        actor: 'script',
        priority: 3,
        progress: QUEUED_PROGRESS,
        counts: NO_COUNTS,
      })
      .returning({ id: runs.id });
    await db.update(runs).set({ priority: 1 }).where(eq(runs.id, waiting!));

    // Two minutes count as two steps: equal urgency, and older.
    expect(await claimed('w', 1)).toEqual([waiting]);
    expect(await claimed('w', 1)).toEqual([noisy!.id]);
  });

  test('fabrics of one cluster share its limit, by all workers together', async () => {
    await automatic(12, 'well', 0);
    await db.update(fabrics).set({ kubernetesServer: 'https://one.example/' });
    await db.execute(sql`
      update fabrics set kubernetes_server = 'https://ONE.example' where id % 2 = 0`);

    const claims = await Promise.all(['a', 'b', 'c'].map((worker) => claimRuns(db, worker, 4, LIMITS)));

    expect(claims.flat()).toHaveLength(5);
    await automatic(3, 'other', 0);
    expect(await claimRuns(db, 'a', 10, LIMITS)).toHaveLength(3);
  });
});

describe('sync windows', () => {
  test('an automatic run is not taken when they have closed, one that a person started is', async () => {
    const [automatic, manual, open] = await pending(1, 1, 1);
    await db
      .update(runs)
      .set({ triggerType: 'periodic', claimUntil: sql`clock_timestamp()` })
      .where(eq(runs.id, automatic!));
    await db
      .update(runs)
      .set({ triggerType: 'periodic', claimUntil: sql`clock_timestamp() + interval '1 h'` })
      .where(eq(runs.id, open!));

    expect(await claimed('w', 10)).toEqual(expect.arrayContaining([manual, open]));
    expect(await claimed('w', 10)).toEqual([]);
  });
});
