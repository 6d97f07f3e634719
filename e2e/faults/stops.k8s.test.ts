import { setTimeout as delay } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runs } from '#db/schema/index.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import { readRun } from '#server/services/runs/read-run.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import type { EndedRun } from './engine.ts';
import { expectRecorded } from './expect-failed.ts';
import { isWrite, objectNamed } from './proxy/fault.ts';
import { openWorld, real, vpcs, type Placed, type World } from './world.ts';

const OBJECTS = 200;
const STOP_AFTER_WRITES = 40;
/** A request takes this long, so that the run is under way for a while. */
const SLOW_MS = 50;
/** Longer than a worker trusts a lease that it did not renew. */
const FROZEN_MS = 21_000;
/** The contract of a stop: it takes effect within. */
const EFFECT_MS = 2_000;

/** Waits for a condition; the test's own limit bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

/** A run of 200 objects, in the middle of its writes. */
async function midway(world: World, placed: Placed) {
  const slow = world.proxy.on(isWrite, { do: 'delay', ms: SLOW_MS });
  const run = await world.start(placed.id);
  await until(() => world.proxy.writes().length >= STOP_AFTER_WRITES);
  return { ...run, slow };
}

/** What the cluster holds, the run's results and its counts say the same; nobody is in doubt about any object. */
async function expectTrueRecord(world: World, { target }: Placed, run: EndedRun): Promise<void> {
  const there = (await target.objects()).map(({ metadata }) => metadata.name).toSorted();
  const applied = run.results.filter(({ outcome }) => outcome === 'applied').map(({ name }) => name);
  expect(applied.toSorted()).toEqual(there);
  expect(there.length).toBeGreaterThanOrEqual(STOP_AFTER_WRITES);
  expect(there.length).toBeLessThan(OBJECTS);
  expect(run.results.filter(({ outcome }) => outcome === null)).toEqual([]);
  expect(run.results.find(({ outcome }) => outcome === 'skipped')).toMatchObject({
    message: 'not tried: the run was stopped',
  });
  expect(run.counts).toMatchObject({ created: there.length, writes: there.length, failed: 0 });
  expect((await readRun(world.ctx, run.id)).steps.find(({ step }) => step === 'apply')).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/^Stopped: /) as string,
  });
  expectRecorded(world, run);
}

describe.skipIf(real === null)('stopping a run of 200 objects on a real API server', async () => {
  if (real === null) return;
  const world = await openWorld(real);
  const { proxy, ctx } = world;
  afterEach(async () => {
    vi.restoreAllMocks();
    await proxy.heal();
  });

  /** Every write came before, or was under way at, `stoppedAt`. */
  function expectNoWriteAfter(stoppedAt: number, within: number): void {
    const late = proxy.requests.filter((seen) => isWrite(seen) && seen.at > stoppedAt + within);
    expect(late.map(objectNamed)).toEqual([]);
  }

  it.each<[string, string, (id: number) => Promise<unknown>, object]>([
    [
      'cancelled',
      'cancelled',
      (id) => cancelSync(ctx, id),
      { calculated_sync_status: 'error', error: { code: 'SYNC_CANCELLED' } },
    ],
    [
      'disabled',
      'disabled',
      (id) => updateFabric(ctx, id, { sync_enabled: false }),
      { calculated_sync_status: 'disabled', error: { code: 'SYNC_CANCELLED' } },
    ],
    [
      'its server removed',
      'not_configured',
      (id) => updateFabric(ctx, id, { kubernetes_server: '' }),
      { calculated_sync_status: 'not_configured', error: { code: 'SYNC_CANCELLED' } },
    ],
  ])('%s: takes effect within 2 s, and the record is true', async (_title, reason, stop, shown) => {
    const placed = await world.place(vpcs(OBJECTS));
    const { runId, ended } = await midway(world, placed);

    const stoppedAt = Date.now();
    await stop(placed.id);
    const atOnce = await readFabric(ctx, placed.id);
    const run = await ended;

    expect(Date.now() - stoppedAt).toBeLessThan(EFFECT_MS);
    expectNoWriteAfter(stoppedAt, EFFECT_MS);
    expect(atOnce).toMatchObject({ ...shown, active_task_id: null, last_sync: null });
    expect(atOnce.sync_error).toMatch(/^Synchronization was cancelled by /);
    expect(run).toMatchObject({ status: 'cancelled', errorCode: 'SYNC_CANCELLED', stopRequested: reason });
    await expectTrueRecord(world, placed, run);
    expect(world.lines().filter((line) => line['runId'] === runId && line.level >= 30)).toEqual([
      expect.objectContaining({ msg: 'run stopped', reason }),
    ]);
    await world.expectNeighbourUnaffected();

    await updateFabric(ctx, placed.id, { sync_enabled: true, kubernetes_server: proxy.url });
    expect((await readFabric(ctx, placed.id)).calculated_sync_status).toBe('error');
    const recovered = await world.expectRecovery(placed);
    expect(recovered.counts).toMatchObject({ desired: OBJECTS, unchanged: run.counts.created });
  });

  it('deleted with its fabric: nothing is written after 2 s', async () => {
    const placed = await world.place(vpcs(OBJECTS));
    const { ended } = await midway(world, placed);
    const stoppedAt = Date.now();

    await deleteFabric(ctx, placed.id);

    await expect(ended).rejects.toThrow(/is gone/);
    expect(Date.now() - stoppedAt).toBeLessThan(EFFECT_MS);
    expectNoWriteAfter(stoppedAt, EFFECT_MS);
  });

  it('a cluster that does not answer any more does not keep a stop waiting', async () => {
    const placed = await world.place(vpcs(OBJECTS));
    const { ended, slow } = await midway(world, placed);
    const hanging = new Set<string>();
    slow.end();
    proxy.on((seen) => isWrite(seen) && hanging.add(objectNamed(seen)).size > 0, { do: 'hang' });
    await until(() => hanging.size > 0);
    const stoppedAt = Date.now();

    await cancelSync(ctx, placed.id);
    const run = await ended;

    expect(Date.now() - stoppedAt).toBeLessThan(EFFECT_MS);
    expect(run.results.filter(({ outcome }) => outcome === null)).toEqual([]);
    const doubtful = run.results.filter(({ message }) => message?.endsWith('the write may have happened'));
    expect(doubtful.map(({ name }) => name).toSorted()).toEqual([...hanging].toSorted());
  });

  it('out of time: SYNC_TIMEOUT, tried again, and the record is true', async () => {
    const placed = await world.place(vpcs(OBJECTS));
    const { runId, ended } = await midway(world, placed);

    // What the run's own timer does at its limit.
    world.leaseOf(runId)?.stop('timeout');
    const run = await ended;

    expect(run).toMatchObject({ status: 'failed', errorCode: 'SYNC_TIMEOUT' });
    expect(run.errorMessage).toBe('Synchronization took longer than 600 seconds and was stopped');
    const there = (await placed.target.objects()).length;
    expect(run.counts).toMatchObject({ created: there, writes: there });
    expect(run.results.filter(({ outcome }) => outcome === null)).toEqual([]);
    expect(await world.fabricRow(placed.id)).toMatchObject({
      activeRunId: null,
      syncError: run.errorMessage,
      retryAttempt: 1,
    });
    expect((await world.expectRecovery(placed)).counts).toMatchObject({ unchanged: there });
  });

  it('cancelled while it puts back: what is put back is told, and what is not', async () => {
    const placed = await world.place(vpcs(OBJECTS));
    proxy.on((seen) => isWrite(seen) && seen.method === 'DELETE', { do: 'delay', ms: SLOW_MS });
    proxy.on(
      isWrite,
      { do: 'answer', status: 422, body: { kind: 'Status', code: 422, message: 'VPC "x" is invalid: no' } },
      { after: OBJECTS / 2, times: 1 },
    );
    const { ended } = await world.start(placed.id);
    const deletions = () => proxy.writes().filter(({ method }) => method === 'DELETE').length;
    await until(() => deletions() >= STOP_AFTER_WRITES / 2);

    await cancelSync(ctx, placed.id);
    const run = await ended;

    expect(run).toMatchObject({ status: 'cancelled', errorCode: 'SYNC_CANCELLED' });
    const there = (await placed.target.objects()).map(({ metadata }) => metadata.name).toSorted();
    expect(there.length).toBeGreaterThan(0);
    const names = (outcome: string): string[] =>
      run.results.filter((result) => result.outcome === outcome).map(({ name }) => name);
    expect(names('applied').toSorted()).toEqual(there);
    expect(names('rolled_back').length).toBeGreaterThanOrEqual(STOP_AFTER_WRITES / 2);
    expect(run.counts).toMatchObject({ created: there.length });
    expect(await world.fabricRow(placed.id)).toMatchObject({ activeRunId: null, lastSync: null });
    await world.expectRecovery(placed);
  });

  describe('fencing', () => {
    const row = (runId: number) => eq(runs.id, runId);

    it('a run that somebody else has taken over writes nothing more', async () => {
      const placed = await world.place(vpcs(OBJECTS));
      const { runId, ended } = await midway(world, placed);

      const takenAt = Date.now();
      await ctx.db
        .update(runs)
        .set({ worker: 'somebody else', attempt: sql`${runs.attempt} + 1` })
        .where(row(runId));
      const run = await ended;

      expectNoWriteAfter(takenAt, EFFECT_MS);
      expect(proxy.writes().length).toBeLessThan(OBJECTS);
      // Its end is for the new holder to record.
      expect(run).toMatchObject({ status: 'running', worker: 'somebody else', finishedAt: null });
      expect(await world.fabricRow(placed.id)).toMatchObject({ activeRunId: runId, lastSync: null });
    });

    it('a lease that ran out is the end, though nobody has taken the run over', async () => {
      const placed = await world.place(vpcs(OBJECTS));
      const { runId, ended } = await midway(world, placed);

      const lostAt = Date.now();
      await ctx.db
        .update(runs)
        .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
        .where(row(runId));
      const run = await ended;

      expectNoWriteAfter(lostAt, EFFECT_MS);
      expect(run).toMatchObject({ status: 'running', finishedAt: null });
    });

    it('a worker that was frozen stops by its own clock, before it sends anything', async () => {
      const placed = await world.place(vpcs(OBJECTS));
      const { ended } = await midway(world, placed);
      const now = performance.now.bind(performance);

      const frozenAt = Date.now();
      vi.spyOn(performance, 'now').mockImplementation(() => now() + FROZEN_MS);
      const run = await ended;

      expectNoWriteAfter(frozenAt, EFFECT_MS / 4);
      expect(proxy.writes().length).toBeLessThan(OBJECTS);
      expect(run).toMatchObject({ status: 'running', finishedAt: null });
      expect(run.results.filter(({ outcome }) => outcome === 'applied')).toHaveLength(proxy.writes().length);
    });
  });
});
