import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fabrics, runResults, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { claimRuns, type ClaimedRun } from '#server/jobs/claim.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { startWorker, type Worker } from '#server/jobs/worker.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  endRun,
  fabricRow,
  newFabric,
  runRow,
  testContext,
  TRIGGER,
} from '#server/services/fixtures/fabrics.ts';
import type { Notice } from '#server/state/notify.ts';
import { journalIntent } from '#server/sync/record/journal.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const POLL_MS = 1_000;

/** A run in the hands of the worker: the test says how it goes on. */
interface UnderWay {
  readonly run: ClaimedRun;
  readonly lease: HeldLease;
  readonly end: (error?: Error) => void;
}

const workers: Worker[] = [];

beforeEach(async () => {
  await db.delete(fabrics);
  // No poll unless the test wants one: what happens without it was caused by a notice.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop(0)));
  vi.useRealTimers();
});

function start(slots: number) {
  const underWay: UnderWay[] = [];
  const listeners = new Set<(notice: Notice) => void>();
  const worker = startWorker({
    db,
    log: ctx.log,
    slots,
    listen(onNotice) {
      listeners.add(onNotice);
      return () => void listeners.delete(onNotice);
    },
    async execute(run, lease) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      lease.signal.addEventListener('abort', () => resolve());
      underWay.push({ run, lease, end: (error) => (error === undefined ? resolve() : reject(error)) });
      await promise;
    },
  });
  workers.push(worker);
  const notify = (notice: Notice) => {
    for (const listener of listeners) listener(notice);
  };
  const hasTaken = (count: number) => until(() => expect(underWay).toHaveLength(count));
  return { worker, underWay, notify, hasTaken, listeners };
}

async function pendingRuns(count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let each = 0; each < count; each += 1) {
    const { id } = await newFabric(ctx);
    await triggerSync(ctx, id, TRIGGER);
    ids.push(id);
  }
  return ids;
}

const stops = (lease: HeldLease) => until(() => expect(lease.signal.aborted).toBe(true));

describe('runs are taken', () => {
  test('at the start, as many as there are slots, and another as soon as one is free', async () => {
    const [first, second, third] = await pendingRuns(3);
    const { underWay, hasTaken } = start(2);

    await hasTaken(2);
    underWay[0]?.end();
    await hasTaken(3);

    expect(underWay.map(({ run }) => run.fabricId).sort((a, b) => a - b)).toEqual([first, second, third]);
  });

  test('when a notice says that one waits', async () => {
    const { underWay, notify, hasTaken } = start(2);
    const [fabricId] = await pendingRuns(1);

    notify({ t: 'queued' });
    await hasTaken(1);

    expect(underWay[0]?.run.fabricId).toBe(fabricId);
  });

  test('by the poll, when no notice came', async () => {
    const { underWay, hasTaken } = start(2);
    const [fabricId] = await pendingRuns(1);

    vi.advanceTimersByTime(POLL_MS);
    await hasTaken(1);

    expect(underWay[0]?.run.fabricId).toBe(fabricId);
  });

  test('with the name of the worker and a lease of its own', async () => {
    await pendingRuns(1);
    const { worker, underWay, hasTaken } = start(1);

    await hasTaken(1);

    const { run, lease } = underWay[0]!;
    expect(lease).toMatchObject({ runId: run.id, worker: worker.name, attempt: 1 });
    expect(await runRow(db, run.id)).toMatchObject({ status: 'running', worker: worker.name });
    expect(() => lease.assertHeld()).not.toThrow();
  });
});

describe('a run that ended', () => {
  test('by its worker keeps no lease', async () => {
    await pendingRuns(1);
    const { underWay, hasTaken } = start(1);
    await hasTaken(1);
    const { run, lease, end } = underWay[0]!;

    await endRun(db, run.fabricId, lease, { type: 'verified' });
    end();

    await until(async () =>
      expect(await runRow(db, run.id)).toMatchObject({ leaseUntil: null, status: 'completed' }),
    );
  });

  test('by an error that nobody caught gives its lease back, for the watchdog to end it, and frees the slot', async () => {
    await pendingRuns(2);
    const { underWay, hasTaken } = start(1);
    await hasTaken(1);
    const { run, end } = underWay[0]!;

    end(new Error('unforeseen'));
    await hasTaken(2);

    expect(await runRow(db, run.id)).toMatchObject({ leaseUntil: null, status: 'running' });
  });

  test('from outside is stopped by the notice, and its lease given back', async () => {
    const [fabricId] = await pendingRuns(1);
    const { underWay, notify, hasTaken } = start(1);
    await hasTaken(1);
    const { run, lease } = underWay[0]!;

    await cancelSync(ctx, fabricId!);
    notify({ t: 'stop', run: run.id });
    await stops(lease);

    expect(lease.signal.reason).toMatchObject({ reason: 'cancelled' });
    await until(async () => expect((await runRow(db, run.id)).leaseUntil).toBeNull());
  });

  test('by the deletion of its fabric is stopped by the poll, when no notice came', async () => {
    const [fabricId] = await pendingRuns(1);
    const { underWay, hasTaken } = start(1);
    await hasTaken(1);

    await deleteFabric(ctx, fabricId!);
    vi.advanceTimersByTime(POLL_MS);
    await stops(underWay[0]!.lease);

    expect(underWay[0]!.lease.signal.reason).toMatchObject({ reason: 'deleted' });
  });

  test('stops no other', async () => {
    const [first] = await pendingRuns(2);
    const { underWay, notify, hasTaken } = start(2);
    await hasTaken(2);
    const cancelled = underWay.find(({ run }) => run.fabricId === first)!;
    const other = underWay.find(({ run }) => run.fabricId !== first)!;

    await cancelSync(ctx, first!);
    notify({ t: 'stop', run: cancelled.run.id });
    await stops(cancelled.lease);

    expect(other.lease.signal.aborted).toBe(false);
  });
});

describe('when the worker stops', () => {
  test('it takes no more, and waits for what is under way', async () => {
    await pendingRuns(1);
    const { worker, underWay, notify, hasTaken, listeners } = start(2);
    await hasTaken(1);

    const stopped = worker.stop(60_000);
    await pendingRuns(1);
    notify({ t: 'queued' });
    underWay[0]?.end();
    await stopped;

    expect(underWay).toHaveLength(1);
    expect(underWay[0]?.lease.signal.aborted).toBe(false);
    expect(listeners.size).toBe(0);
    expect(await db.$count(runs, eq(runs.status, 'pending'))).toBe(1);
  });

  test('what is not done when the grace is over, and wrote nothing, waits for another worker at once', async () => {
    await pendingRuns(1);
    const { worker, underWay, hasTaken } = start(1);
    await hasTaken(1);
    const { run, lease } = underWay[0]!;

    await worker.stop(0);

    expect(lease.signal.reason).toMatchObject({ reason: 'lost' });
    const waiting = await runRow(db, run.id);
    expect(waiting).toMatchObject({ status: 'pending', worker: null, leaseUntil: null, finishedAt: null });
    expect(waiting.startedAt).not.toBeNull();
    expect((await fabricRow(db, run.fabricId)).activeRunId).toBe(run.id);
    const [next] = await claimRuns(db, 'another', 1);
    expect(next).toMatchObject({ id: run.id, attempt: 2 });
  });

  test('what had written ends as lost, with what is not known of its writes, and is tried again', async () => {
    await pendingRuns(1);
    const { worker, underWay, hasTaken } = start(1);
    await hasTaken(1);
    const { run, lease } = underWay[0]!;
    const identity = { kind: 'VPC', namespace: 'default', name: 'vpc-1' };
    const item = { identity, action: 'create', reason: 'missing', changes: [] } as const;
    await journalIntent(db, lease, [{ item, before: null }]);

    await worker.stop(0);

    const message = 'The process that ran this synchronization was stopped';
    expect(await runRow(db, run.id)).toMatchObject({
      status: 'failed',
      errorCode: 'SYNC_WORKER_LOST',
      errorMessage: message,
      leaseUntil: null,
    });
    const fabric = await fabricRow(db, run.fabricId);
    expect(fabric).toMatchObject({ activeRunId: null, syncError: message, retryAttempt: 1 });
    const [result] = await db.select().from(runResults).where(eq(runResults.runId, run.id));
    expect(result).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('may or may not have happened') as string,
    });
  });

  test('what somebody else ended meanwhile is left as that says', async () => {
    await pendingRuns(1);
    const { worker, underWay, hasTaken } = start(1);
    await hasTaken(1);
    const { run } = underWay[0]!;
    await cancelSync(ctx, run.fabricId);

    await worker.stop(0);

    expect(await runRow(db, run.id)).toMatchObject({ status: 'cancelled', leaseUntil: null });
  });
});
