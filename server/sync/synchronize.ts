import { isAppError, type AppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import type { Plan } from '#server/domain/plan/plan-types.ts';
import type { RunCounts } from '#server/domain/run.ts';
import type { ApplyOutcome } from '#server/sync/apply/apply.ts';
import { applyPlan } from '#server/sync/apply/apply-plan.ts';
import { countRun } from '#server/sync/record/count-run.ts';
import { holdToPlan } from '#server/sync/hold-to-plan.ts';
import { journalUnwritten } from '#server/sync/record/journal.ts';
import type { Prepared } from '#server/sync/prepare/prepare.ts';
import type { ResourceRecord } from '#server/sync/prepare/read.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { SyncFailure, type FailureFacts } from '#server/sync/sync-failure.ts';
import { notVerifiedError, planAgain, readBack, unverified } from '#server/sync/verify.ts';
import { whatStops } from '#server/sync/what-stops.ts';

/** A run that proved what it was asked for: the cluster equal to the desired state, or to what was selected of it. */
export interface Verified {
  /** The comparison on what was read back. */
  readonly plan: Plan;
  /** What the database knew when the run read it. */
  readonly record: ResourceRecord;
  readonly counts: RunCounts;
  readonly commit: string | null;
  readonly kubernetesVersion: string;
}

/** From the plan to the verification. @throws SyncFailure or AppError; whatever is thrown, nothing was claimed */
export async function synchronize(ctx: RunContext, prepared: Prepared): Promise<Verified> {
  const { progress } = ctx;
  const { connection, desired, live, scope, plan } = prepared;
  await holdToPlan(ctx, prepared);
  await tellFindings(ctx, prepared);
  const stops = whatStops(ctx, prepared, { confirmPrune: ctx.run.confirmPrune });
  if (stops !== null) throw stops;

  const work = plan.items.filter((item) => item.action !== 'none');
  progress.begin('apply', work.length === 0 ? 'Nothing to change' : `Applying ${work.length} changes`);
  const outcome = await applyPlan(ctx, connection, { desired, live, plan, work });
  const facts = (after: Plan | null): FailureFacts => ({
    counts: countRun(desired, plan, outcome, after),
    plan: after,
    record: prepared.record,
    commit: desired.commit,
  });
  if (ctx.signal.aborted) throw new SyncFailure(null, facts(null));

  const done = work.filter(({ key }) => outcome.results.has(key));
  const after = await lookAgain(ctx, outcome, async () => {
    progress.begin('verify', outcome.writes === 0 ? 'Verified by reading the cluster' : 'Reading back');
    await readBack(connection, { live, scope }, done, (at, total) =>
      progress.advance(at / total, `Reading back ${at}/${total}`),
    );
    return planAgain(prepared, done, outcome.results);
  });
  if ('fault' in after) throw new SyncFailure(after.fault, facts(null));
  if (outcome.error !== null) throw new SyncFailure(outcome.error, facts(after.plan));
  const left = unverified(after.plan);
  if (left.length > 0) throw new SyncFailure(notVerifiedError(left), facts(after.plan));
  return {
    plan: after.plan,
    record: prepared.record,
    counts: facts(after.plan).counts,
    commit: desired.commit,
    kubernetesVersion: connection.version,
  };
}

/**
 * Reads back what was written. After a failure this is for the record only: when the cluster cannot be read either, the first
 * error stands. Null = the run was stopped.
 */
async function lookAgain(
  ctx: RunContext,
  { error }: ApplyOutcome,
  look: () => Promise<Plan>,
): Promise<{ readonly plan: Plan } | { readonly fault: AppError | null }> {
  try {
    return { plan: await look() };
  } catch (fault) {
    if (ctx.signal.aborted) return { fault: null };
    if (isAppError(fault)) return { fault: error ?? fault };
    throw fault;
  }
}

/** Refusals and conflicts are results of the run, object by object; notes are said. */
async function tellFindings(ctx: RunContext, { plan, findings }: Prepared): Promise<void> {
  const actions = new Map(plan.items.map((item) => [item.key, item]));
  await journalUnwritten(
    ctx.db,
    ctx.lease,
    findings
      .filter(({ severity }) => severity !== 'note')
      .map((finding) => ({
        item: {
          identity: finding.identity,
          action: actions.get(finding.key)?.action ?? 'none',
          reason: finding.message,
          changes: actions.get(finding.key)?.changes ?? [],
        },
        result: {
          outcome: finding.severity === 'conflict' ? 'conflict' : 'failed',
          code: codeOf(finding),
          message: finding.message,
        },
      })),
  );
  for (const note of findings.filter(({ severity }) => severity === 'note').slice(0, MOST_NOTES)) {
    ctx.progress.note('warning', note.message);
  }
}

const MOST_NOTES = 5;

function codeOf({ severity, code }: Prepared['findings'][number]): ErrorCode {
  if (severity === 'conflict') return 'K8S_CONFLICT';
  return code === 'not_selected' ? 'SYNC_SELECTION_REFUSED' : 'K8S_CRD_VALIDATION_FAILED';
}
