import { AppError, isAppError } from '#server/domain/app-error.ts';
import { isControllerOwned } from '#server/domain/hedgehog/lookup-kind.ts';
import { massPrune } from '#server/domain/plan/guard.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import type { Plan, PlanInput } from '#server/domain/plan/plan-types.ts';
import type { RunCounts } from '#server/domain/run.ts';
import type { ApplyOutcome } from '#server/sync/apply.ts';
import { applyPlan, conflictError } from '#server/sync/apply-plan.ts';
import { ruleFindings, type SettledFinding } from '#server/sync/check-rules.ts';
import { requireRights, unreadKinds, type Connection } from '#server/sync/connect.ts';
import { countRun } from '#server/sync/count-run.ts';
import { fetchDesired, type DesiredState } from '#server/sync/fetch.ts';
import { journalUnwritten } from '#server/sync/journal.ts';
import { namespacesOf, readCluster, readRecord, requireServed, type ReadScope } from '#server/sync/read.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { SyncFailure, type FailureFacts } from '#server/sync/sync-failure.ts';
import { notVerifiedError, planAgain, readBack, unverified } from '#server/sync/verify.ts';

/** A run that proved the cluster equal to the desired state. */
export interface Verified {
  /** The comparison on what was read back. */
  readonly plan: Plan;
  readonly counts: RunCounts;
  readonly commit: string | null;
  readonly kubernetesVersion: string;
}

/** From fetch to verify. @throws SyncFailure or AppError; whatever is thrown, nothing was claimed */
export async function synchronize(ctx: RunContext, connection: Connection): Promise<Verified> {
  const { progress, fabric } = ctx;

  await progress.begin(
    'fetch',
    ctx.repository === null ? 'Reading the inventory' : `Fetching ${ctx.repository.name}`,
  );
  const desired = await fetchDesired(ctx);

  await progress.begin('validate', `Checking ${desired.resources.length} resources`);
  const record = await readRecord(ctx);
  // What controllers make is never written, so nothing is asked of the cluster for it; the plan says so.
  const kinds = new Set(desired.resources.filter((each) => !isControllerOwned(each)).map(({ kind }) => kind));
  const recorded = new Set(Array.from(record.values(), ({ kind }) => kind));
  requireServed(connection, kinds);
  await requireRights(
    connection,
    { desired: kinds, recorded, prune: fabric.prune },
    fabric.kubernetesNamespace,
  );

  await progress.begin('read', 'Reading the cluster');
  const scope: ReadScope = {
    namespaces: namespacesOf(ctx, [...desired.resources, ...record.values()]),
    needed: new Set([...kinds, ...recorded]),
  };
  const { live, kinds: readKinds } = await readCluster(connection, scope, (done, total, kind) =>
    progress.advance(done / total, `Reading ${kind} (${done} of ${total} kinds)`),
  );
  const unread = unreadKinds(connection, readKinds);
  progress.advance(
    1,
    `Read ${live.size} objects of ${readKinds.size} kinds${unread === null ? '' : `; ${unread}`}`,
  );

  await progress.begin('plan', 'Comparing');
  const input: PlanInput = {
    desired: desired.resources,
    live: live.values(),
    stored: record,
    owner: fabric.ownerUuid,
    options: {
      force: ctx.run.force,
      prune: fabric.prune,
      writeScope: fabric.writeScope,
      conflictPolicy: fabric.conflictPolicy,
      readKinds,
    },
  };
  const plan = planSync(input);
  await settleFindings(ctx, plan, [...plan.findings, ...ruleFindings(plan, desired.resources, live)]);
  refuseMassPrune(ctx, plan, desired);
  // Where nothing is kept beside a conflict, nothing is written: no round trip by way of the rollback.
  const conflict = conflictError(plan);
  if (conflict !== null && fabric.conflictPolicy === 'force') throw conflict;

  const work = plan.items.filter((item) => item.action !== 'none');
  await progress.begin('apply', work.length === 0 ? 'Nothing to change' : `Applying ${work.length} changes`);
  const outcome = await applyPlan(ctx, connection, { desired, live, plan, work });
  const facts = (after: Plan | null): FailureFacts => ({
    counts: countRun(desired, plan, outcome, after),
    plan: after,
    commit: desired.commit,
  });
  if (ctx.signal.aborted) throw new SyncFailure(null, facts(null));

  const done = work.filter(({ key }) => outcome.results.has(key));
  const after = await lookAgain(ctx, outcome, async () => {
    await progress.begin('verify', outcome.writes === 0 ? 'Verified by reading the cluster' : 'Reading back');
    await readBack(connection, { live, scope }, done, (at, total) =>
      progress.advance(at / total, `Reading back ${at}/${total}`),
    );
    return planAgain(input, live, done);
  });
  if ('fault' in after) throw new SyncFailure(after.fault, facts(null));
  if (outcome.error !== null) throw new SyncFailure(outcome.error, facts(after.plan));
  const left = unverified(after.plan);
  if (left.length > 0) throw new SyncFailure(notVerifiedError(left), facts(after.plan));
  return {
    plan: after.plan,
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

/** Refusals end the run before its first write, all of them at once; conflicts are reported per object; notes are said. */
async function settleFindings(
  ctx: RunContext,
  plan: Plan,
  findings: readonly SettledFinding[],
): Promise<void> {
  const refusals = findings.filter(({ severity }) => severity === 'refusal');
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
          code: finding.severity === 'conflict' ? 'K8S_CONFLICT' : 'K8S_CRD_VALIDATION_FAILED',
          message: finding.message,
        },
      })),
  );
  for (const note of findings.filter(({ severity }) => severity === 'note').slice(0, MOST_NOTES)) {
    ctx.progress.note('warning', note.message);
  }
  const [first] = refusals;
  if (first !== undefined) throw refusalError(first, refusals.length - 1);
}

const MOST_NOTES = 5;

function refusalError(finding: SettledFinding, more: number): AppError {
  return new AppError('K8S_CRD_VALIDATION_FAILED', {
    resource: `${finding.identity.kind} ${finding.identity.name}`,
    field: finding.field === '' ? 'object' : finding.field,
    why: more > 0 ? `${finding.message} (and ${more} more, see the run's results)` : finding.message,
  });
}

function refuseMassPrune(ctx: RunContext, plan: Plan, desired: DesiredState): void {
  if (ctx.run.confirmPrune) return;
  const refusal = massPrune({
    deletes: plan.counts.delete,
    owned: plan.counts.owned,
    sourceIsEmpty: desired.resources.length === 0,
  });
  if (refusal !== null) throw new AppError('SYNC_MASS_PRUNE_REFUSED', { ...refusal });
}
