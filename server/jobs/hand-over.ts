import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runResults, runs } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { QUEUED_PROGRESS } from '#server/domain/run.ts';
import { endOwnRun, holdsLease, type Lease } from '#server/state/end-run.ts';
import { notify } from '#server/state/notify.ts';
import { settleUnknownResults } from '#server/state/unknown-results.ts';

/**
 * What a worker does with a run that it cannot finish though it holds it: it stops, or the database went away meanwhile. One that wrote nothing waits again, as if it had not been
 * begun: any worker takes it at once. One that wrote ends as lost, with a true record; its retry goes on from there. A run that
 * is not this worker's any more is left alone.
 */
export async function handOver(
  db: Database,
  fabricId: number,
  lease: Lease,
  why = 'The process that ran this synchronization was stopped',
): Promise<void> {
  if (await queueAgain(db, lease)) return;
  const { code, advice } = new AppError('SYNC_WORKER_LOST');
  await endOwnRun(db, fabricId, lease, {
    status: 'failed',
    outcome: { type: 'failed', code, message: why, advice },
    actor: 'worker',
    reason: why,
    also: (tx) => settleUnknownResults(tx, lease.runId, code),
  });
}

async function queueAgain(db: Database, lease: Lease): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const queued = await tx
      .update(runs)
      .set({ status: 'pending', worker: null, leaseUntil: null, progress: QUEUED_PROGRESS, steps: [] })
      .where(and(holdsLease(lease), isNull(runs.wroteAt)))
      .returning({ fabricId: runs.fabricId });
    const [run] = queued;
    if (run === undefined) return false;
    // What it found so far, the next worker finds again.
    await tx.delete(runResults).where(eq(runResults.runId, lease.runId));
    await notify(tx, { t: 'queued' });
    await notify(tx, { t: 'progress', id: run.fabricId });
    return true;
  });
}
