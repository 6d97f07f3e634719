import { eq, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runs } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { StopReason } from '#server/domain/words.ts';
import { LEASE_SECONDS } from '#server/jobs/claim.ts';
import { holdsLease, type Lease } from '#server/state/end-run.ts';

const RENEW_EVERY_MS = 10_000;
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
  /** Looks now whether the run was stopped; called on a notice and by the renewal. */
  check(): Promise<void>;
  stop(reason: StopReason | 'lost'): void;
  release(): void;
}

/**
 * Keeps the lease of a claimed run: renews it every 10 s, and compares a monotonic clock with the last renewal, so that a
 * worker that was stopped (SIGSTOP) or cut off from the database writes nothing after somebody else may have taken over.
 */
export function holdLease(db: Database, lease: Lease, log: { warn(o: object, message: string): void }): HeldLease {
  const controller = new AbortController();
  let renewedAt = performance.now();

  const stop = (reason: StopReason | 'lost'): void => {
    if (!controller.signal.aborted) controller.abort(new RunStopped(reason));
  };

  const renew = async (): Promise<void> => {
    const asked = performance.now();
    const kept = await db
      .update(runs)
      .set({ leaseUntil: sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` })
      .where(holdsLease(lease))
      .returning({ id: runs.id });
    if (kept.length === 1) {
      renewedAt = asked;
      return;
    }
    const [run] = await db.select({ stop: runs.stopRequested }).from(runs).where(eq(runs.id, lease.runId));
    stop(run === undefined ? 'deleted' : (run.stop ?? 'lost'));
  };

  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.warn({ err: error, runId: lease.runId }, 'lease not renewed'));
  }, RENEW_EVERY_MS);

  return {
    ...lease,
    signal: controller.signal,
    assertHeld() {
      controller.signal.throwIfAborted();
      if (performance.now() - renewedAt > SAFE_MS) {
        stop('lost');
        controller.signal.throwIfAborted();
      }
    },
    check: renew,
    stop,
    release: () => clearInterval(timer),
  };
}

export function stoppedReason(error: unknown, signal: AbortSignal): RunStopped | null {
  if (error instanceof RunStopped) return error;
  return signal.aborted && signal.reason instanceof RunStopped ? signal.reason : null;
}

/** The error that a stopped run is recorded with. */
export function stopError(reason: StopReason, timeLimitSeconds: number): AppError {
  return reason === 'timeout'
    ? new AppError('SYNC_TIMEOUT', { seconds: timeLimitSeconds })
    : new AppError('SYNC_CANCELLED', { who: 'an operator' });
}
