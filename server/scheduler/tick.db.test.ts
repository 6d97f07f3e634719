import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { claimDueQuery, tick } from '#server/scheduler/tick.ts';
import {
  failedFabric,
  fabricRow,
  newFabric,
  runRow,
  setFabric,
  testContext,
  transitionRows,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const runOnce = () => tick(db, ctx.log);
const agoSql = (seconds: number) => sql`clock_timestamp() - make_interval(secs => ${seconds})`;

/** As if so much time had passed since the fabric's last attempt. */
async function passed(id: number, seconds: number): Promise<void> {
  const by = sql`make_interval(secs => ${seconds})`;
  await db
    .update(fabrics)
    .set({
      lastSync: sql`${fabrics.lastSync} - ${by}`,
      lastAttemptAt: sql`${fabrics.lastAttemptAt} - ${by}`,
      retryAt: sql`${fabrics.retryAt} - ${by}`,
      breakerOpenUntil: sql`${fabrics.breakerOpenUntil} - ${by}`,
      wakeAt: sql`${fabrics.wakeAt} - ${by}`,
    })
    .where(eq(fabrics.id, id));
}

async function activeRunOf(id: number) {
  const { activeRunId } = await fabricRow(db, id);
  return activeRunId === null ? null : await runRow(db, activeRunId);
}

test('a fabric never synced gets its first run at once, before all others', async () => {
  const { id } = await newFabric(ctx);

  expect(await runOnce()).toBe(1);

  expect(await activeRunOf(id)).toMatchObject({
    status: 'pending',
    triggerType: 'periodic',
    actor: 'scheduler',
    priority: 4,
    force: false,
    confirmPrune: false,
  });
  expect((await transitionRows(db, id)).at(-1)).toMatchObject({
    from: 'never_synced',
    to: 'syncing',
    actor: 'scheduler',
    reason: 'scheduled run started',
  });
});

test('with nothing due it does nothing', async () => {
  const before = await verifiedFabric(ctx);

  expect(await runOnce()).toBe(0);

  expect(await fabricRow(db, before.id)).toEqual(before);
});

describe('a periodic run', () => {
  test.each([
    [299, null],
    [300.001, 'periodic'],
  ])('%s s after the last one: %s', async (seconds, trigger) => {
    const { id } = await verifiedFabric(ctx);
    await passed(id, seconds);

    await runOnce();

    expect((await activeRunOf(id))?.triggerType ?? null).toBe(trigger);
  });

  test('starts inside the grace: the fabric never shows out_of_sync', async () => {
    const { id } = await verifiedFabric(ctx);
    await passed(id, 301);

    await runOnce();

    expect((await transitionsOf(db, id)).slice(-2)).toEqual(['syncing -> in_sync', 'in_sync -> syncing']);
  });

  test('of a fabric that was found late starts from there', async () => {
    const { id } = await verifiedFabric(ctx);
    await passed(id, 900);

    await runOnce();

    expect((await transitionsOf(db, id)).slice(-2)).toEqual([
      'in_sync -> out_of_sync',
      'out_of_sync -> syncing',
    ]);
  });

  test('starts once: the next tick finds nothing to do', async () => {
    const { id } = await newFabric(ctx);

    await runOnce();
    const second = await runOnce();

    expect(second).toBe(0);
    expect(await db.$count(runs, eq(runs.fabricId, id))).toBe(1);
  });
});

describe('a retry', () => {
  test('starts when its time has come, and not before', async () => {
    const { id } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');
    await passed(id, 20);
    const early = await runOnce();
    await passed(id, 17);

    await runOnce();

    expect(early).toBe(0);
    expect(await activeRunOf(id)).toMatchObject({ triggerType: 'retry', actor: 'scheduler' });
    expect(await fabricRow(db, id)).toMatchObject({ retryAt: null, retryAttempt: 1 });
    expect((await transitionsOf(db, id)).at(-1)).toBe('error -> syncing');
  });
});

describe('nothing starts by itself', () => {
  test.each([{ kubernetes_server: '' }, { sync_enabled: false }, { sync_interval: 0 }])(
    'with %j',
    async (input) => {
      const { id } = await newFabric(ctx, input);
      // Even when something woke it.
      await setFabric(db, id, { wakeAt: new Date(0) });

      await runOnce();

      expect(await fabricRow(db, id)).toMatchObject({ activeRunId: null, wakeAt: null });
    },
  );

  test('after credentials were refused, however long ago', async () => {
    const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
    await passed(id, 86_400);

    await runOnce();
    const again = await runOnce();

    expect(await activeRunOf(id)).toBeNull();
    expect(again).toBe(0);
  });
});

describe('while the breaker is open', () => {
  async function open() {
    const { id } = await verifiedFabric(ctx);
    await db
      .update(fabrics)
      .set({
        breakerFailures: 5,
        breakerOpenUntil: agoSql(-200),
        lastAttemptAt: agoSql(400),
        lastSync: agoSql(400),
        wakeAt: agoSql(1),
      })
      .where(eq(fabrics.id, id));
    return id;
  }

  test('lateness is logged, by the clock, and no run starts', async () => {
    const id = await open();

    await runOnce();

    const fabric = await fabricRow(db, id);
    expect(fabric.activeRunId).toBeNull();
    expect(fabric.wakeAt).toEqual(fabric.breakerOpenUntil);
    expect((await transitionRows(db, id)).at(-1)).toMatchObject({
      from: 'in_sync',
      to: 'out_of_sync',
      actor: 'clock',
      reason: 'time passed',
    });
  });

  test('and when its wait is over exactly one trial starts, however many processes look', async () => {
    const id = await open();
    await db
      .update(fabrics)
      .set({ breakerOpenUntil: agoSql(0.001) })
      .where(eq(fabrics.id, id));

    await Promise.all(Array.from({ length: 5 }, runOnce));

    expect(await db.$count(runs, eq(runs.status, 'pending'))).toBe(1);
    expect((await activeRunOf(id))?.triggerType).toBe('periodic');
  });
});

test('many processes at once start one run a fabric', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => newFabric(ctx)));

  await Promise.all(Array.from({ length: 4 }, runOnce));

  const started = await db.select({ fabricId: runs.fabricId }).from(runs);
  expect(started.map(({ fabricId }) => fabricId).sort((a, b) => a - b)).toEqual(
    made.map(({ id }) => id).sort((a, b) => a - b),
  );
});

test('a fabric that cannot be woken is left alone for a minute, and keeps no other waiting', async () => {
  const broken = await newFabric(ctx);
  const well = await newFabric(ctx);
  // Nothing leads from never_synced to in_sync: its log cannot go on.
  await setFabric(db, broken.id, { lastSync: new Date(), wakeAt: new Date(0) });

  await runOnce();
  const again = await runOnce();

  expect(await activeRunOf(well.id)).not.toBeNull();
  expect((await fabricRow(db, broken.id)).wakeAt!.getTime()).toBeGreaterThan(Date.now() + 30_000);
  expect(again).toBe(0);
});

describe('many processes', () => {
  test('ticks at once take each fabric once', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, async () => (await newFabric(ctx)).id));

    const taken = await Promise.all(Array.from({ length: 8 }, () => tick(db, ctx.log)));

    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
    expect(await db.$count(runs)).toBe(ids.length);
  });

  test('a fabric that somebody holds locked keeps no other one waiting', async () => {
    const held = await newFabric(ctx);
    const other = await newFabric(ctx);

    await db.transaction(async (tx) => {
      await tx.select().from(fabrics).where(eq(fabrics.id, held.id)).for('update');
      await tick(db, ctx.log);
    });

    expect((await fabricRow(db, other.id)).activeRunId).not.toBeNull();
    expect((await fabricRow(db, held.id)).activeRunId).toBeNull();
  });

  test('a fabric whose process died with it in hand is taken by another within 5 s', async () => {
    const { id } = await newFabric(ctx);
    const dying = Object.create(db, {
      transaction: { value: () => new Promise(() => {}) },
    }) as typeof db;
    void tick(dying, ctx.log);
    await until(async () => expect((await fabricRow(db, id)).wakeAt!.getTime()).toBeGreaterThan(Date.now()));
    const takenAt = performance.now();

    await until(async () => {
      await tick(db, ctx.log);
      expect((await fabricRow(db, id)).activeRunId).not.toBeNull();
    });

    expect(performance.now() - takenAt).toBeLessThan(5_000);
  });
});

describe('at scale', () => {
  test('what is due is found by the index of wake times, whatever the number of fabrics', async () => {
    await db.execute(sql`
      insert into fabrics (name, kubernetes_server, wake_at, last_sync)
      select 'fabric ' || n, 'https://' || n, clock_timestamp() + n * interval '1 s', clock_timestamp()
      from generate_series(1, 20000) n`);
    await db.execute(sql`analyze fabrics`);

    const plan = await db.execute<{ 'QUERY PLAN': string }>(sql`explain ${claimDueQuery()}`);

    const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(lines).toMatch(
      /(Index|Bitmap Index) Scan (using|on) fabrics_wake_at_index[^]*Index Cond: \(wake_at <=/,
    );
    expect(lines).not.toContain('Seq Scan on fabrics');
  });

  test('of more than one tick takes, those never synced go first, then those that wait longest', async () => {
    await db.execute(sql`
      insert into fabrics (name, kubernetes_server, sync_enabled, wake_at, last_sync)
      select 'late ' || n, 'https://late', false, clock_timestamp() - n * interval '1 s', clock_timestamp()
      from generate_series(1, 150) n`);
    await db.execute(sql`
      insert into fabrics (name, kubernetes_server, sync_enabled, wake_at)
      select 'new ' || n, 'https://new', false, clock_timestamp() from generate_series(1, 20) n`);

    expect(await runOnce()).toBe(100);

    const left = await db.execute<{ name: string }>(
      sql`select name from fabrics where wake_at is not null order by wake_at desc`,
    );
    expect(left.map(({ name }) => name)).toEqual(
      Array.from({ length: 70 }, (_, index) => `late ${index + 1}`),
    );
  });
});
