import { and, eq, gt, inArray, isNotNull, isNull, lt, notExists, or, sql } from 'drizzle-orm';
import type { Database, Transaction } from '#db/client.ts';
import { fabrics, runs, type RunRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { LEASE_SECONDS } from '#server/jobs/claim.ts';
import type { Log } from '#server/log.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import { changeFabric, type FabricPatch } from '#server/state/change.ts';
import { endRunFromOutside } from '#server/state/end-run.ts';
import { settleUnknownResults } from '#server/state/unknown-results.ts';
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

/**
 * Ends runs whose worker is gone, so that no fabric stays in `syncing`; the retry rule starts the next attempt. Puts right what no
 * path of ours leaves, and says so loudly. @returns how many runs were ended
 */
export async function endStrandedRuns(db: Database, log: Log): Promise<number> {
  await shortenImpossibleLeases(db, log);
  await releaseFabrics(db, log);
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
      if (still === undefined) return { patch: {}, result: false };
      if (fabric.activeRunId !== id) return await endForeign(tx, id, now);
      await settleUnknownResults(tx, id, error.code);
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

/** A run that its fabric does not know of would keep every other one from starting. */
async function endForeign(
  tx: Transaction,
  id: number,
  now: Date,
): Promise<{ patch: FabricPatch; result: boolean }> {
  const { code, message, advice } = new AppError('SYNC_WORKER_LOST');
  await tx
    .update(runs)
    .set({ status: 'failed', finishedAt: now, errorCode: code, errorMessage: message, errorAdvice: advice })
    .where(eq(runs.id, id));
  return { patch: {}, result: true };
}

/**
 * A lease that ends later than one given now would: the database's clock was set back. Left alone it would keep a dead worker's
 * run alive for as long. A worker that lives measures by its own clock, and trusts a lease for less than this gives it.
 */
async function shortenImpossibleLeases(db: Database, log: Log): Promise<void> {
  const shortened = await db
    .update(runs)
    .set({ leaseUntil: sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` })
    .where(gt(runs.leaseUntil, sql`clock_timestamp() + make_interval(secs => ${2 * LEASE_SECONDS})`))
    .returning({ id: runs.id });
  if (shortened.length > 0) {
    const runIds = shortened.map(({ id }) => id);
    log.warn({ runIds }, "leases ended too late: was the database's clock set back?");
  }
}

/** Fabrics whose active run is over, or gone: they would stay in `syncing` for ever. */
async function releaseFabrics(db: Database, log: Log): Promise<void> {
  const active = db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.id, fabrics.activeRunId), inArray(runs.status, ['pending', 'running'])));
  const held = and(isNotNull(fabrics.activeRunId), notExists(active));
  const found = await db.select({ id: fabrics.id }).from(fabrics).where(held);
  for (const { id } of found) {
    const cause = { actor: SYSTEM.scheduler.name, reason: 'its active run was over already' };
    await changeFabric(db, id, cause, async (tx) => {
      const [still] = await tx
        .select({ id: fabrics.id })
        .from(fabrics)
        .where(and(eq(fabrics.id, id), held));
      return { patch: still === undefined ? {} : { activeRunId: null }, result: null };
    });
    log.error({ fabricId: id }, 'a fabric was syncing without a run; released');
  }
}
