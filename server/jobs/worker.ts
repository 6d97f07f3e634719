import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '#db/client.ts';
import { claimRuns, type ClaimedRun } from '#server/jobs/claim.ts';
import { handOver } from '#server/jobs/hand-over.ts';
import { endedRuns, holdLease, type HeldLease } from '#server/jobs/lease.ts';
import type { Log } from '#server/log.ts';
import { createSlotFiller } from '#server/jobs/slot-filler.ts';
import { within } from '#server/jobs/within.ts';
import { returnLease } from '#server/state/end-run.ts';
import type { Notice } from '#server/state/notify.ts';

const POLL_MS = 1_000;
const CLAIM_LIMIT_MS = 10_000;
/** Fits a Postgres integer. */
const UNLIMITED = 1_000_000;
/** The rest of the slots is never taken by fabrics that cannot be reached, however many there are. */
const FAILING_SHARE = 0.75;

export interface WorkerOptions {
  readonly db: Database;
  readonly log: Log;
  /** Runs at once. */
  readonly slots: number;
  /** Runs at once on one cluster, by all workers together; absent: no limit. */
  readonly clusterRuns?: number;
  /** Hears notices of other processes; returns how to stop hearing. The worker works without it, a second slower. */
  readonly listen: (onNotice: (notice: Notice) => void) => () => void;
  readonly execute: (run: ClaimedRun, lease: HeldLease) => Promise<void>;
}

export interface Worker {
  readonly name: string;
  /** Takes no more runs, waits for those under way until `graceMs`, then stops them where they are and hands them over. */
  stop(graceMs: number): Promise<void>;
}

/** Claims runs as soon as a slot is free, woken by notices and a 1 s poll; knows nothing of what a run does. */
export function startWorker({
  db,
  log,
  slots,
  clusterRuns = UNLIMITED,
  listen,
  execute,
}: WorkerOptions): Worker {
  const name = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const held = new Map<number, HeldLease>();
  const limits = { clusterRuns: clusterRuns, failingRuns: Math.max(1, Math.floor(slots * FAILING_SHARE)) };
  let handingOver = false;

  const runOne = async (run: ClaimedRun, claimedAt: number): Promise<void> => {
    const lease = holdLease(db, { runId: run.id, worker: name, attempt: run.attempt }, log, claimedAt);
    held.set(run.id, lease);
    try {
      await execute(run, lease);
    } catch (error) {
      log.error({ err: error, runId: run.id, fabricId: run.fabricId }, 'run left an error behind');
    } finally {
      lease.release();
      held.delete(run.id);
      const giveBack = (): Promise<void> =>
        handingOver ? handOver(db, run.fabricId, lease) : Promise.resolve();
      await giveBack()
        .then(() => returnLease(db, lease))
        .catch((error: unknown) =>
          log.warn({ err: error, runId: run.id }, 'lease not returned; it runs out by itself'),
        );
    }
  };

  const filler = createSlotFiller({
    free: () => slots - held.size,
    claim: (most) => within(CLAIM_LIMIT_MS, claimRuns(db, name, most, limits)),
    work: runOne,
    onClaimFailed: (error) => log.warn({ err: error }, 'claiming runs failed; trying again'),
  });

  async function lookForStops(): Promise<void> {
    if (held.size === 0) return;
    try {
      const ended = await endedRuns(db, [...held.keys()]);
      for (const [id, reason] of ended) held.get(id)?.stop(reason);
    } catch (error) {
      log.warn({ err: error }, 'looking for stopped runs failed; trying again');
    }
  }

  const poll = setInterval(() => {
    filler.fill();
    void lookForStops();
  }, POLL_MS);
  const unlisten = listen((notice) => {
    if (notice.t === 'queued') filler.fill();
    if (notice.t === 'stop' && held.has(notice.run)) void lookForStops();
  });
  filler.fill();

  return {
    name,
    async stop(graceMs) {
      const closed = filler.close();
      clearInterval(poll);
      unlisten();
      await closed;
      const { promise: graceOver, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([filler.ended(), graceOver]);
      clearTimeout(timer);
      handingOver = true;
      for (const lease of held.values()) lease.stop('lost');
      await filler.ended();
    },
  };
}
