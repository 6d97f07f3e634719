import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runResults, runs, type RunRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Log } from '#server/log.ts';
import { SYSTEM } from '#server/services/context.ts';
import { changeFabric } from '#server/state/change.ts';
import { endRunFromOutside } from '#server/state/end-run.ts';
import { RUN_LIMIT_SECONDS } from '#server/sync/limits.ts';

/** A worker stops its run at the limit by itself; only one that cannot is ended from here, this much later. */
const LIMIT_GRACE_SECONDS = 30;
const PENDING_LIMIT_SECONDS = 600;

const age = (seconds: number) => sql`clock_timestamp() - make_interval(secs => ${seconds})`;

/** Running without a valid lease, past the time limit, or waiting for a worker that never came. */
const stranded = or(
  and(eq(runs.status, 'running'), or(isNull(runs.leaseUntil), lt(runs.leaseUntil, sql`clock_timestamp()`))),
  and(eq(runs.status, 'running'), lt(runs.startedAt, age(RUN_LIMIT_SECONDS + LIMIT_GRACE_SECONDS))),
  and(eq(runs.status, 'pending'), lt(runs.queuedAt, age(PENDING_LIMIT_SECONDS))),
);

/** Ends runs whose worker is gone, so that no fabric stays in `syncing`; the retry rule starts the next attempt. @returns how many */
export async function endStrandedRuns(db: Database, log: Log): Promise<number> {
  const found = await db.select().from(runs).where(stranded);
  let ended = 0;
  for (const run of found) {
    try {
      if (!(await endStranded(db, run))) continue;
      ended += 1;
      log.warn(
        { runId: run.id, fabricId: run.fabricId, worker: run.worker },
        'ended a run whose worker is gone',
      );
    } catch (error) {
      log.error({ err: error, runId: run.id }, 'ending a stranded run failed');
    }
  }
  return ended;
}

async function endStranded(db: Database, { id, fabricId }: RunRow): Promise<boolean> {
  const error = new AppError('SYNC_WORKER_LOST');
  const actor = SYSTEM.scheduler.name;
  const changed = await changeFabric(
    db,
    fabricId,
    { actor, reason: error.message, runId: id },
    async (tx, fabric, now) => {
      // Looked at again under the lock: the worker may have ended it, or renewed its lease, meanwhile.
      const [still] = await tx
        .select()
        .from(runs)
        .where(and(eq(runs.id, id), stranded))
        .for('update');
      if (still === undefined || fabric.activeRunId !== id) return { patch: {}, result: false };
      await tx
        .update(runResults)
        .set({
          outcome: 'failed',
          code: error.code,
          message:
            'The worker was lost during this write: it may or may not have happened. The next run reads the cluster.',
        })
        .where(and(eq(runResults.runId, id), isNull(runResults.outcome)));
      const patch = await endRunFromOutside(tx, fabric, now, null, {
        status: 'failed',
        outcome: { type: 'failed', code: error.code, message: error.message, advice: error.advice },
        actor,
        reason: error.message,
      });
      return { patch, result: true };
    },
  );
  return changed?.result ?? false;
}
