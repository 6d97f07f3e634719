import { runs } from '#db/schema/index.ts';
import { isDatabaseAway } from '#db/outage.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { handOver } from '#server/jobs/hand-over.ts';
import { stoppedReason } from '#server/jobs/lease.ts';
import { endOwnRun, type RunEnd } from '#server/state/end-run.ts';
import { notify } from '#server/state/notify.ts';
import { settleUnknownResults } from '#server/state/unknown-results.ts';
import { despiteOutage } from '#server/sync/despite-outage.ts';
import { leaseStands } from '#server/sync/record/journal.ts';
import { RUN_LIMIT_SECONDS } from '#server/sync/limits.ts';
import { foundPatch } from '#server/sync/record/record-success.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { storeFindings } from '#server/sync/record/store-findings.ts';
import { SyncFailure, type FailureFacts } from '#server/sync/sync-failure.ts';

/**
 * Records why a run did not succeed. A run that was ended from outside has its end already, and gets what was done; one that this worker lost is
 * somebody else's to record. One that the database went away from is begun
 * again if it had not written. An error that nobody foresaw is logged whole under an id, and shown by the id only.
 */
export async function recordFailure(ctx: RunContext, thrown: unknown): Promise<void> {
  const { fabric, run, progress } = ctx;
  const stopped = stoppedReason(thrown, ctx.signal);
  const facts: FailureFacts | null = thrown instanceof SyncFailure ? thrown.facts : null;
  if (stopped !== null && stopped !== 'timeout') {
    await progress.finish('failed', `Stopped: ${stopped}`);
    await recordWhatWasDone(ctx, facts);
    ctx.log.info({ fabricId: fabric.id, runId: run.id, reason: stopped }, 'run stopped');
    return;
  }
  if (stopped === null && isDatabaseAway(thrown)) {
    await progress.finish('failed', AWAY);
    await despiteOutage(ctx.lease, () => handOver(ctx.db, fabric.id, ctx.lease, AWAY));
    ctx.log.warn(
      { fabricId: fabric.id, runId: run.id, err: thrown },
      'run handed over: the database was away',
    );
    return;
  }
  const error =
    stopped === 'timeout' ? new AppError('SYNC_TIMEOUT', { seconds: RUN_LIMIT_SECONDS }) : known(ctx, thrown);
  await progress.finish('failed', error.message);
  const plan = facts?.plan ?? null;
  const end: RunEnd = {
    status: 'failed',
    ...endingBy(ctx, error, facts),
    actor: run.actor,
    reason: error.message,
    madeFrom: { fabric, repository: ctx.repository },
    run: {
      steps: [...progress.steps],
      progress: progress.current,
      ...(facts === null ? {} : { counts: facts.counts, commit: facts.commit }),
    },
    ...(plan === null ? {} : { fabric: foundPatch(plan) }),
    async also(tx) {
      await settleUnknownResults(tx, run.id, error.code);
      if (facts !== null && facts.plan !== null) await storeFindings(tx, fabric.id, facts.plan, facts.record);
    },
  };
  const recorded = await despiteOutage(ctx.lease, () => endOwnRun(ctx.db, fabric.id, ctx.lease, end));
  ctx.log.warn(
    {
      fabricId: fabric.id,
      runId: run.id,
      taskId: run.taskId,
      code: error.code,
      error: error.message,
      details: error.details,
      recorded,
    },
    'run failed',
  );
}

const AWAY = 'The database went away during this synchronization';

/** The row of a run that was ended from outside says how far it came, as long as this worker's lease stands. */
async function recordWhatWasDone(ctx: RunContext, facts: FailureFacts | null): Promise<void> {
  const { steps, current } = ctx.progress;
  await ctx.db
    .update(runs)
    .set({
      steps: [...steps],
      progress: current,
      ...(facts === null ? {} : { counts: facts.counts, commit: facts.commit }),
    })
    .where(leaseStands(ctx.lease));
  await notify(ctx.db, { t: 'progress', id: ctx.fabric.id });
}

/** What was asked wrongly is no fault of the fabric: the run says what it was, the fabric stays as it is. */
function endingBy(
  { run }: RunContext,
  error: AppError,
  facts: FailureFacts | null,
): Pick<RunEnd, 'outcome' | 'code' | 'message' | 'advice'> {
  const { code, message, advice } = error;
  // An import that had not written to the cluster is no attempt to sync it.
  const leavesFabric = error.definition.leavesFabric === true || (run.kind === 'import' && facts === null);
  if (leavesFabric) return { outcome: { type: 'refused' }, code, message, advice };
  return { outcome: { type: 'failed', code, message, advice } };
}

function known(ctx: RunContext, thrown: unknown): AppError {
  if (thrown instanceof SyncFailure && thrown.error !== null) return thrown.error;
  if (isAppError(thrown)) return thrown;
  const error = new AppError('SYNC_INTERNAL', { id: ctx.run.taskId }, { cause: thrown });
  ctx.log.error(
    { err: thrown, fabricId: ctx.fabric.id, runId: ctx.run.id, id: ctx.run.taskId },
    'run ended by an unforeseen error',
  );
  return error;
}
