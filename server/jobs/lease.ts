import { inArray, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runs } from '#db/schema/index.ts';
import type { StopReason } from '#server/domain/words.ts';
import { LEASE_SECONDS } from '#server/jobs/claim.ts';
import { holdsLease, type Lease } from '#server/state/end-run.ts';

const RENEW_EVERY_MS = 10_000;
/** After a renewal that failed: the database may be back. */
const RENEW_AGAIN_MS = 1_000;
/** After this long without a renewal the worker stops writing to the cluster: 10 s before another may start. */
const SAFE_MS = 20_000;

/** Why a run stopped before its end: it was asked to, or it is not this worker's any more. */
export class RunStopped extends Error {
  readonly reason: StopReason | 'lost';
  constructor(reason: StopReason | 'lost') {
    super(`run stopped: ${reason}`);
    this.name = 'RunStopped';
    this.reason = reason;
  }
}

/** A lease that is kept alive; `signal` fires when the run must stop. */
export interface HeldLease extends Lease {
  readonly signal: AbortSignal;
  /** Throws when the run must not write any more: stopped, lost, or the lease not renewed in time. */
  assertHeld(): void;
  stop(reason: StopReason | 'lost'): void;
  release(): void;
}

/**
 * Keeps the lease of a claimed run: renews it every 10 s, and compares two clocks with the last renewal, so that a worker that
 * was stopped (SIGSTOP) or cut off from the database writes nothing after somebody else may have taken over. The monotonic clock
 * cannot be set; the other goes on while a machine sleeps.
 *
 * @param claimedAt performance.now() from before the claim was asked for: a process stopped since then must notice too
 */
export function holdLease(
  db: Database,
  lease: Lease,
  log: { warn(o: object, message: string): void },
  claimedAt: number,
): HeldLease {
  const controller = new AbortController();
  let renewedAt = { steady: claimedAt, wall: Date.now() - (performance.now() - claimedAt) };
  let again: NodeJS.Timeout | undefined;

  const stop = (reason: StopReason | 'lost'): void => {
    if (!controller.signal.aborted) controller.abort(new RunStopped(reason));
  };

  /** A renewal that fails to find the run also finds out why. */
  const renew = async (): Promise<void> => {
    const asked = { steady: performance.now(), wall: Date.now() };
    const kept = await db
      .update(runs)
      .set({ leaseUntil: sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` })
      .where(holdsLease(lease))
      .returning({ id: runs.id });
    if (kept.length === 1) {
      renewedAt = asked;
      return;
    }
    stop((await endedRuns(db, [lease.runId])).get(lease.runId) ?? 'lost');
  };

  const tryToRenew = (): void => {
    clearTimeout(again);
    renew().catch((error: unknown) => {
      log.warn({ err: error, runId: lease.runId }, 'lease not renewed');
      if (!released && !controller.signal.aborted) again = setTimeout(tryToRenew, RENEW_AGAIN_MS);
    });
  };
  let released = false;
  const timer = setInterval(tryToRenew, RENEW_EVERY_MS);

  return {
    ...lease,
    signal: controller.signal,
    assertHeld() {
      controller.signal.throwIfAborted();
      const age = Math.max(performance.now() - renewedAt.steady, Date.now() - renewedAt.wall);
      if (age > SAFE_MS) {
        stop('lost');
        controller.signal.throwIfAborted();
      }
    },
    stop,
    release() {
      released = true;
      clearInterval(timer);
      clearTimeout(again);
    },
  };
}

/** Which of these runs are running no more, and why: one query for all runs of a worker. */
export async function endedRuns(
  db: Database,
  ids: readonly number[],
): Promise<Map<number, StopReason | 'lost'>> {
  const rows = await db
    .select({ id: runs.id, status: runs.status, stop: runs.stopRequested })
    .from(runs)
    .where(inArray(runs.id, [...ids]));
  const found = new Map(rows.map((row) => [row.id, row]));
  const ended = new Map<number, StopReason | 'lost'>();
  for (const id of ids) {
    const run = found.get(id);
    if (run === undefined) ended.set(id, 'deleted');
    else if (run.status !== 'running') ended.set(id, run.stop ?? 'lost');
  }
  return ended;
}

/** The reason for which a run was stopped, when that is why `error` came; null = it is an error of its own. */
export function stoppedReason(error: unknown, signal: AbortSignal): RunStopped['reason'] | null {
  if (error instanceof RunStopped) return error.reason;
  return signal.aborted && signal.reason instanceof RunStopped ? signal.reason.reason : null;
}
