import { AppError, isAppError } from '#server/domain/app-error.ts';
import { massPrune } from '#server/domain/plan/guard.ts';
import { planSync } from '#server/domain/plan/plan.ts';
import type { Plan, PlanFinding, PlanInput, PlanItem } from '#server/domain/plan/plan-types.ts';
import { NO_COUNTS, type RunCounts } from '#server/domain/run.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { applyItems, type ApplyOutcome } from '#server/sync/apply.ts';
import { requireRights, type Connection } from '#server/sync/connect.ts';
import { fetchDesired, type DesiredState } from '#server/sync/fetch.ts';
import { journalUnwritten, markFirstWrite } from '#server/sync/journal.ts';
import { namespacesOf, readCluster, readRecord, requireServed, type LiveState } from '#server/sync/read.ts';
import { rollBack, type WrittenItem } from '#server/sync/rollback.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { SyncFailure } from '#server/sync/sync-failure.ts';
import { notVerifiedError, planAgain, readBack, unverified } from '#server/sync/verify.ts';
import { beforeImage, createItemWriter } from '#server/sync/write-item.ts';

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
  const kinds = new Set(desired.resources.map(({ kind }) => kind));
  requireServed(connection, kinds);
  await requireRights(connection, kinds, fabric.kubernetesNamespace);

  await progress.begin('read', 'Reading the cluster');
  const record = await readRecord(ctx);
  const namespaces = namespacesOf(ctx, [...desired.resources, ...record.values()]);
  const { live, kinds: readKinds } = await readCluster(ctx, connection, namespaces, (done, total, kind) =>
    progress.advance(done / total, `Reading ${kind} (${done} of ${total} kinds)`),
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
  await settleFindings(ctx, plan);
  refuseMassPrune(ctx, plan, desired);
  // Where nothing is kept beside a conflict, nothing is written: no round trip by way of the rollback.
  const conflict = conflictError(plan);
  if (conflict !== null && fabric.conflictPolicy === 'force') throw conflict;

  const work = plan.items.filter((item) => item.action !== 'none');
  await progress.begin('apply', work.length === 0 ? 'Nothing to change' : `Applying ${work.length} changes`);
  const outcome = await apply(ctx, connection, desired, live, work, plan);

  await progress.begin('verify', outcome.writes === 0 ? 'Verified by reading the cluster' : 'Reading back');
  const done = work.filter(({ key }) => outcome.results.has(key));
  const onRead = (at: number, total: number): void =>
    progress.advance(at / total, `Reading back ${at}/${total}`);
  if (outcome.error !== null) {
    const found = await lookAfterFailure(() => readBack(ctx, connection, { live, namespaces }, done, onRead));
    const after = found ? planAgain(input, live, done) : null;
    throw new SyncFailure(outcome.error, {
      counts: countRun(desired, plan, outcome, after),
      plan: after,
      commit: desired.commit,
    });
  }
  await readBack(ctx, connection, { live, namespaces }, done, onRead);
  const after = planAgain(input, live, done);
  const counts = countRun(desired, plan, outcome, after);
  const left = unverified(after);
  if (left.length > 0)
    throw new SyncFailure(notVerifiedError(left), { counts, plan: after, commit: desired.commit });
  return { plan: after, counts, commit: desired.commit, kubernetesVersion: connection.version };
}

/** After a failure the cluster is read for the record only: when it cannot be read either, the first error stands. */
async function lookAfterFailure(look: () => Promise<void>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

/** Refusals end the run before its first write, all of them at once; conflicts are reported per object; notes are said. */
async function settleFindings(ctx: RunContext, plan: Plan): Promise<void> {
  const refusals = plan.findings.filter(({ severity }) => severity === 'refusal');
  const actions = new Map(plan.items.map((item) => [item.key, item]));
  await journalUnwritten(
    ctx.db,
    ctx.lease,
    plan.findings
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
  for (const note of plan.findings.filter(({ severity }) => severity === 'note').slice(0, MOST_NOTES)) {
    ctx.progress.note('warning', note.message);
  }
  const [first] = refusals;
  if (first !== undefined) throw refusalError(first, refusals.length - 1);
}

const MOST_NOTES = 5;

function refusalError(finding: PlanFinding, more: number): AppError {
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

async function apply(
  ctx: RunContext,
  connection: Connection,
  desired: DesiredState,
  live: LiveState,
  work: readonly PlanItem[],
  plan: Plan,
): Promise<ApplyOutcome> {
  if (work.length === 0) return { results: new Map(), written: [], error: conflictError(plan), writes: 0 };
  await markFirstWrite(ctx.db, ctx.lease);
  const byKey = new Map(desired.resources.map((resource) => [resourceKey(resource), resource]));
  const before = new Map(live);
  const writer = createItemWriter(ctx, connection, byKey, live);
  const outcome = await applyItems(ctx, work, writer, (done, item) =>
    ctx.progress.advance(done / work.length, `Applying ${item.identity.kind} ${done}/${work.length}`),
  );
  const error = outcome.error ?? conflictError(plan);
  if (error === null || outcome.written.length === 0 || !rollsBack(ctx, error)) return { ...outcome, error };
  return await undo(ctx, connection, work, { ...outcome, error }, before, error);
}

/** An object that belongs to another fabric is left alone and said: the desired state is not reached. */
function conflictError(plan: Plan): AppError | null {
  const conflict = plan.findings.find(({ severity }) => severity === 'conflict');
  if (conflict === undefined) return null;
  return new AppError('K8S_CONFLICT', {
    resource: `${conflict.identity.kind} ${conflict.identity.name}`,
    field: conflict.field === '' ? 'the object' : conflict.field,
    manager: conflict.manager ?? conflict.message,
  });
}

function rollsBack({ fabric }: RunContext, error: AppError): boolean {
  if (fabric.failurePolicy === 'keep') return false;
  return error.code !== 'K8S_CONFLICT' || fabric.conflictPolicy === 'force';
}

async function undo(
  ctx: RunContext,
  connection: Connection,
  work: readonly PlanItem[],
  outcome: ApplyOutcome,
  before: LiveState,
  error: AppError,
): Promise<ApplyOutcome> {
  ctx.progress.advance(1, `Putting back ${outcome.written.length} objects after: ${error.message}`);
  const items = new Map(work.map((item) => [item.key, item]));
  const written = outcome.written.flatMap((key): WrittenItem[] => {
    const item = items.get(key);
    if (item === undefined) return [];
    return [
      {
        item,
        before: beforeImage(before.get(key)),
        resourceVersion: outcome.results.get(key)?.resourceVersion ?? null,
      },
    ];
  });
  const { back, failed } = await rollBack(ctx, connection, written);
  const tail =
    failed.size === 0
      ? ` All ${back} objects that were changed have been put back.`
      : ` ${back} objects were put back, ${failed.size} could not be: ${[...failed.keys()].slice(0, 3).join(', ')}.`;
  const told = new AppError(error.code, error.details, { cause: error });
  told.message = `${error.message}.${tail}`;
  const results = new Map(outcome.results);
  for (const { item } of written) {
    results.set(item.key, { outcome: failed.has(item.key) ? 'rollback_failed' : 'rolled_back' });
  }
  return { ...outcome, results, error: told };
}

function countRun(
  desired: DesiredState,
  plan: Plan,
  { results, writes }: ApplyOutcome,
  after: Plan | null,
): RunCounts {
  const counts = { ...NO_COUNTS, desired: desired.resources.length, writes, extra: after?.counts.extra ?? 0 };
  for (const item of plan.items) {
    const outcome = results.get(item.key)?.outcome;
    if (item.action === 'none') counts.unchanged += item.extra ? 0 : 1;
    else if (outcome === 'deleted') counts.deleted += 1;
    else if (outcome === 'applied') counts[item.action === 'create' ? 'created' : 'updated'] += 1;
    else if (outcome === 'conflict') counts.conflicts += 1;
    else if (outcome === 'failed' || outcome === 'rollback_failed') counts.failed += 1;
    else counts.skipped += 1;
  }
  return counts;
}
