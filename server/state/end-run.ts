import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction, Transaction } from '#db/client.ts';
import { repositories, runs, type FabricRow, type RunRow } from '#db/schema/index.ts';
import type { AppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import { runOutcomePatch, type RunOutcome } from '#server/domain/run-outcome.ts';
import { isSameInput, type RunInput } from '#server/domain/same-input.ts';
import type { RunStatus, StopReason } from '#server/domain/words.ts';
import { changeFabric, type FabricPatch } from '#server/state/change.ts';
import { notify } from '#server/state/notify.ts';
import { queueDeliveries, type News } from '#server/state/queue-deliveries.ts';

/** Proof that a worker still holds its run; every write of a worker carries it. */
export interface Lease {
  readonly runId: number;
  readonly worker: string;
  readonly attempt: number;
}

/** The condition under which a worker may still write about its run. */
export function holdsLease(lease: Lease) {
  return and(
    eq(runs.id, lease.runId),
    eq(runs.status, 'running'),
    eq(runs.worker, lease.worker),
    eq(runs.attempt, lease.attempt),
    gt(runs.leaseUntil, sql`clock_timestamp()`),
  );
}

/** Whether a worker still holds its run; locks the row against an end from outside until the transaction is over. */
export async function stillOwn(tx: Transaction, lease: Lease): Promise<boolean> {
  const [held] = await tx.select({ id: runs.id }).from(runs).where(holdsLease(lease)).for('share');
  return held !== undefined;
}

export interface RunEnd {
  readonly status: Extract<RunStatus, 'completed' | 'failed' | 'cancelled'>;
  readonly outcome: RunOutcome;
  readonly actor: string;
  readonly reason: string;
  /** Columns of the run beside its end. */
  readonly run?: Partial<Pick<RunRow, 'counts' | 'steps' | 'progress' | 'commit'>>;
  /** Columns of the fabric beside the outcome's; only written when the run is still the fabric's. */
  readonly fabric?: FabricPatch;
  /** What the run was made from; a failure of what is no longer so stops nothing. Without it: the present one. */
  readonly madeFrom?: RunInput;
  /** For runs whose outcome carries none: cancelled, refused. */
  readonly code?: ErrorCode;
  readonly message?: string;
  readonly advice?: string;
  /** Further writes of the same transaction, after the run was found to be still ours. */
  readonly also?: (tx: Transaction) => Promise<void>;
}

/**
 * Ends the active run of a fabric from inside, by the worker that holds it. One transaction: run row, fabric, transition.
 * @returns false when the run was not this worker's any more: nothing was written
 */
export async function endOwnRun(
  db: DatabaseOrTransaction,
  fabricId: number,
  lease: Lease,
  end: RunEnd,
): Promise<boolean> {
  const changed = await changeFabric(
    db,
    fabricId,
    { actor: end.actor, reason: end.reason, runId: lease.runId },
    async (tx, fabric, now) => {
      const ended = await tx
        .update(runs)
        .set({ ...endColumns(end, now), leaseUntil: null })
        .where(holdsLease(lease))
        .returning({ id: runs.id });
      if (ended.length === 0) return { patch: {}, result: false };
      await end.also?.(tx);
      return { patch: await fabricPatch(tx, fabric, lease.runId, end, now), result: true };
    },
  );
  return changed?.result ?? false;
}

/**
 * Ends the active run from outside, inside the caller's changeFabric: by a person, a configuration change or the watchdog.
 * Its lease stays in the row until the worker returns it or it runs out, so that the next run waits for it.
 * @returns the fabric's columns to write; empty when the run had ended already
 */
export async function endRunFromOutside(
  tx: Transaction,
  fabric: FabricRow,
  now: Date,
  stop: StopReason | null,
  end: RunEnd,
): Promise<FabricPatch> {
  if (fabric.activeRunId === null) return {};
  const [ended] = await tx
    .update(runs)
    .set({ ...endColumns(end, now), stopRequested: stop })
    .where(and(eq(runs.id, fabric.activeRunId), inArray(runs.status, ['pending', 'running'])))
    .returning();
  if (ended === undefined) return { activeRunId: null };
  await notify(tx, { t: 'stop', run: ended.id });
  return await fabricPatch(tx, fabric, ended.id, end, now);
}

/** A stopped run's outcome: one that had written leaves an error, one that had not leaves the fabric as it was. */
export function stoppedOutcome(run: Pick<RunRow, 'wroteAt'>, code: ErrorCode, error: AppError): RunOutcome {
  if (run.wroteAt === null) return { type: 'stopped_untouched' };
  return { type: 'failed', code, message: error.message, advice: error.advice };
}

/** The worker gives back the lease of a run that was ended from outside: the next run need not wait for it. One that ran out is nobody's. */
export async function returnLease(db: DatabaseOrTransaction, lease: Lease): Promise<void> {
  await db
    .update(runs)
    .set({ leaseUntil: null })
    .where(
      and(
        eq(runs.id, lease.runId),
        eq(runs.worker, lease.worker),
        eq(runs.attempt, lease.attempt),
        gt(runs.leaseUntil, sql`clock_timestamp()`),
      ),
    );
}

function endColumns(end: RunEnd, now: Date) {
  const failure = end.outcome.type === 'failed' ? end.outcome : null;
  return {
    ...end.run,
    status: end.status,
    finishedAt: now,
    errorCode: failure?.code ?? end.code ?? null,
    errorMessage: failure?.message ?? end.message ?? null,
    errorAdvice: failure?.advice ?? end.advice ?? null,
  };
}

async function fabricPatch(
  tx: Transaction,
  fabric: FabricRow,
  runId: number,
  end: RunEnd,
  now: Date,
): Promise<FabricPatch> {
  await notify(tx, { t: 'ended', id: fabric.id, run: runId });
  await queueDeliveries(tx, fabric, await runEndedNews(tx, runId, now));
  if (fabric.activeRunId !== runId) return {};
  return {
    ...end.fabric,
    ...runOutcomePatch(fabric, await datedOutcome(tx, fabric, end), now, Math.random()),
    activeRunId: null,
    lastRunId: runId,
    dismissedRunId: null,
  };
}

/** A failure of a run whose fabric or repository was changed meanwhile is the old configuration's. */
async function datedOutcome(
  tx: Transaction,
  fabric: FabricRow,
  { outcome, madeFrom }: RunEnd,
): Promise<RunOutcome> {
  if (outcome.type !== 'failed' || madeFrom === undefined) return outcome;
  const [repository = null] =
    fabric.gitRepositoryId === null
      ? []
      : await tx.select().from(repositories).where(eq(repositories.id, fabric.gitRepositoryId));
  return { ...outcome, outdated: !isSameInput(madeFrom, { fabric, repository }) };
}

async function runEndedNews(tx: Transaction, runId: number, now: Date): Promise<News[]> {
  const [run] = await tx.select().from(runs).where(eq(runs.id, runId));
  if (run === undefined) return [];
  const data = {
    id: run.id,
    task_id: run.taskId,
    status: run.status,
    trigger_type: run.triggerType,
    actor: run.actor,
    counts: { ...run.counts },
    error_code: run.errorCode,
    error_message: run.errorMessage,
    queued_at: run.queuedAt.toISOString(),
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: now.toISOString(),
  };
  return [{ topic: 'runs', event: 'run.ended', at: now, data }];
}
