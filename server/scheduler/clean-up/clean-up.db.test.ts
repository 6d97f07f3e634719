import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { events, fabrics, notices, runResults, runs, sessions, users } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { cleanUp } from '#server/scheduler/clean-up/clean-up.ts';
import { oldEventsQuery } from '#server/scheduler/clean-up/remove-events.ts';
import { crowdedFabricQuery, oldRunsQuery } from '#server/scheduler/clean-up/remove-runs.ts';
import { BATCH, inTurn } from '#server/scheduler/clean-up/sweep.ts';
import { newFabric, setFabric, startRun, testContext } from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const KEEP = { days: 90, runs: 1_000, auditDays: 365 };

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(events);
});

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
let made = 0;

/** Runs that ended so many days ago, oldest first. */
async function endedRuns(
  fabricId: number,
  ends: readonly (readonly [days: number, status: 'completed' | 'failed' | 'cancelled'])[],
): Promise<number[]> {
  const rows = await db
    .insert(runs)
    .values(
      ends.map(([days, status]) => ({
        taskId: `run ${(made += 1)}`,
        fabricId,
        triggerType: 'periodic' as const,
        actor: 'scheduler',
        status,
        queuedAt: daysAgo(days),
        finishedAt: daysAgo(days),
        progress: QUEUED_PROGRESS,
        counts: NO_COUNTS,
      })),
    )
    .returning({ id: runs.id });
  return rows.map(({ id }) => id);
}
const runIds = async () => (await db.select({ id: runs.id }).from(runs).orderBy(runs.id)).map(({ id }) => id);
const clean = (keep = KEEP) => cleanUp(db, ctx.log, keep);

describe('runs', () => {
  test('that are too old go; the last success stays whatever its age', async () => {
    const { id } = await newFabric(ctx);
    const [, lastSuccess, , young] = await endedRuns(id, [
      [200, 'completed'],
      [150, 'completed'],
      [120, 'failed'],
      [89, 'failed'],
    ]);

    await clean();

    expect(await runIds()).toEqual([lastSuccess, young]);
  });

  test('of which there are too many go; the last success and the newest stay', async () => {
    const { id } = await newFabric(ctx);
    const ids = await endedRuns(id, [
      [5, 'completed'],
      [4, 'failed'],
      [3, 'failed'],
      [2, 'cancelled'],
      [1, 'failed'],
    ]);

    await clean({ ...KEEP, runs: 2 });

    expect(await runIds()).toEqual([ids[0], ids[3], ids[4]]);
  });

  test('that are under way, or that the page of their fabric shows, stay', async () => {
    const { id } = await newFabric(ctx);
    const [shown, gone] = await endedRuns(id, [
      [200, 'failed'],
      [199, 'failed'],
    ]);
    const { runId } = await startRun(ctx, id);
    await db.execute(
      sql`update runs set queued_at = clock_timestamp() - interval '200 days' where id = ${runId}`,
    );
    await setFabric(db, id, { lastRunId: shown! });

    await clean();

    const left = await runIds();
    expect(left).toEqual([shown, runId]);
    expect(left).not.toContain(gone);
  });

  test('with more results than one batch takes go whole, batch by batch', async () => {
    const { id } = await newFabric(ctx);
    const [big] = await endedRuns(id, [
      [200, 'failed'],
      [1, 'completed'],
    ]);
    await db.execute(sql`
      insert into run_results (run_id, kind, namespace, name, action, outcome, reason)
      select ${big!}::bigint, 'VPC', 'default', 'vpc-' || n, 'create', 'applied', 'x' from generate_series(1, ${2 * BATCH + 7}) n`);

    await clean();

    expect(await db.$count(runResults)).toBe(0);
    expect(await runIds()).not.toContain(big);
  });
});

describe('transitions', () => {
  async function transitionsAt(fabricId: number, days: readonly number[]): Promise<number[]> {
    const rows = await db
      .insert(events)
      .values(
        days.map((day) => ({
          at: daysAgo(day),
          kind: 'transition',
          subjectType: 'fabric',
          subjectId: String(fabricId),
          fabricId,
          actor: 'clock',
          data: { from: 'in_sync', to: 'out_of_sync', reason: 'x' },
        })),
      )
      .returning({ id: events.id });
    return rows.map(({ id }) => id);
  }
  const transitionIds = async () =>
    (
      await db
        .select({ id: events.id })
        .from(events)
        .where(sql`kind = 'transition'`)
        .orderBy(events.id)
    ).map(({ id }) => id);

  test('that are too old go; the newest of each fabric stays, so that its log can go on', async () => {
    const [row] = await db.insert(fabrics).values({ name: 'still' }).returning();
    const ids = await transitionsAt(row!.id, [300, 200, 100]);

    await clean();

    expect(await transitionIds()).toEqual([ids[2]]);
  });

  test('of a fabric that is gone all go', async () => {
    await transitionsAt(999_999, [300, 200]);

    await clean();

    expect(await transitionIds()).toEqual([]);
  });

  test('of which there are too many go', async () => {
    const [row] = await db.insert(fabrics).values({ name: 'busy' }).returning();
    const ids = await transitionsAt(row!.id, [5, 4, 3, 2, 1]);

    await clean({ ...KEEP, runs: 1 });

    expect(await transitionIds()).toEqual(ids.slice(3));
  });

  test('the audit log has a limit of its own', async () => {
    const entry = { kind: 'fabric.updated', subjectType: 'fabric', subjectId: '1', actor: 'admin' };
    await db.insert(events).values([
      { ...entry, at: daysAgo(364) },
      { ...entry, at: daysAgo(366) },
    ]);

    await clean();

    expect(await db.$count(events)).toBe(1);
  });
});

test('closed notices go by their age; open ones stay', async () => {
  const { id } = await newFabric(ctx);
  const notice = {
    fabricId: id,
    severity: 'critical' as const,
    title: 't',
    text: 't',
    advice: 'a',
    openedAt: daysAgo(400),
  };
  await db.insert(notices).values([
    { ...notice, kind: 'breaker_open', closedAt: daysAgo(91) },
    { ...notice, kind: 'breaker_open', closedAt: daysAgo(89) },
    { ...notice, kind: 'credentials_refused' },
  ]);

  await clean();

  expect(await db.$count(notices)).toBe(2);
});

test('sign-ins that are over go after a day', async () => {
  await db.insert(users).values({ id: 'u', name: 'u', email: 'u@x.example' });
  await db.insert(sessions).values([
    { id: 'old', token: 'old', userId: 'u', expiresAt: daysAgo(2) },
    { id: 'valid', token: 'valid', userId: 'u', expiresAt: daysAgo(-1) },
  ]);

  await clean();

  expect((await db.select().from(sessions)).map(({ id }) => id)).toEqual(['valid']);
});

test('while one process cleans up the others pass, and the next one may at once', async () => {
  const { id } = await newFabric(ctx);
  await endedRuns(id, [
    [200, 'failed'],
    [1, 'completed'],
  ]);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>();
  const other = inTurn(db, async () => {
    hasLocked();
    await held;
  });
  await locked;

  const passed = await clean();
  release();
  await other;

  expect(passed).toBe(0);
  expect(await clean()).toBe(1);
});

describe('what is looked for is found by an index', () => {
  const START = { at: new Date(0), id: 0 };

  test.each([
    ['old runs', oldRunsQuery(90, START), 'runs_finished_index'],
    ['crowded fabrics', crowdedFabricQuery(0, 1_000), 'runs_fabric_index'],
    ['old transitions', oldEventsQuery(sql`events.kind = 'transition'`, 90, START), 'events_at_index'],
  ])('%s', async (_, query, index) => {
    // A hundred rows of each of fifty fabrics: what one query touches is a small part.
    await db.execute(sql`insert into fabrics (name) select 'fabric ' || n from generate_series(1, 50) n`);
    await db.execute(sql`
      insert into runs (task_id, fabric_id, trigger_type, actor, status, finished_at, progress, counts)
      select 'many ' || fabrics.id || '-' || n, fabrics.id, 'periodic', 'x', 'completed',
        clock_timestamp() - n * interval '1 min', '{}', '{}'
      from fabrics, generate_series(1, 100) n`);
    await db.execute(sql`
      insert into events (at, kind, subject_type, subject_id, fabric_id, actor)
      select clock_timestamp() - n * interval '1 min', 'transition', 'fabric', '1', fabrics.id, 'x'
      from fabrics, generate_series(1, 100) n`);
    await db.execute(sql`analyze runs, events, fabrics`);

    const plan = await db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query}`);

    const lines = plan.map((line) => line['QUERY PLAN']);
    expect(lines.join('\n')).toContain(index);
  });
});
