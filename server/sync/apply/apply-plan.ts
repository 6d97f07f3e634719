import { AppError } from '#server/domain/app-error.ts';
import type { Plan, PlanItem } from '#server/domain/plan/plan-types.ts';
import { resourceKey } from '#server/domain/resource.ts';
import { applyItems, type ApplyOutcome } from '#server/sync/apply/apply.ts';
import type { Connection } from '#server/sync/prepare/connect.ts';
import type { DesiredState } from '#server/sync/prepare/fetch.ts';
import type { LiveState } from '#server/sync/prepare/read.ts';
import { rollBack, type WrittenItem } from '#server/sync/apply/rollback.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { createItemWriter } from '#server/sync/apply/write-item.ts';

export interface Planned {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly plan: Plan;
  /** The plan's items that change something. */
  readonly work: readonly PlanItem[];
}

/**
 * Writes what the plan says, and takes it back where that fails and the fabric's policy wants it. A run that is stopped leaves
 * what it wrote: the signal says so, nothing is thrown.
 */
export async function applyPlan(
  ctx: RunContext,
  connection: Connection,
  { desired, live, plan, work }: Planned,
): Promise<ApplyOutcome> {
  if (work.length === 0) {
    return { results: new Map(), written: [], lost: [], error: conflictError(plan), writes: 0 };
  }
  const byKey = new Map(desired.resources.map((resource) => [resourceKey(resource), resource]));
  const before = new Map(live);
  const writer = createItemWriter(ctx, connection, byKey, live);
  const applied = await applyItems(ctx, work, writer, (done, item) =>
    ctx.progress.advance(done / work.length, `Applying ${item.identity.kind} ${done}/${work.length}`),
  );
  const error = applied.error ?? conflictError(plan);
  const outcome = { ...applied, error };
  if (ctx.signal.aborted || error === null) return outcome;
  const everything = rollsBack(ctx, error);
  // An object that was deleted to be created anew, and was not, comes back whatever the policy: nobody wanted it gone.
  const back = everything
    ? work
    : work.filter(({ action, key }) => action === 'replace' && outcome.lost.includes(key));
  return await undo(ctx, connection, back, outcome, before, error, everything);
}

/** An object that belongs to somebody else is left alone and said: the desired state is not reached. */
export function conflictError(plan: Plan): AppError | null {
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
  everything: boolean,
): Promise<ApplyOutcome> {
  const written = writtenItems(work, outcome, before);
  if (written.length === 0) return outcome;
  ctx.progress.advance(1, `Putting back ${written.length} objects after: ${error.message}`);
  const taken = await rollBack(ctx, connection, written);
  const told = new AppError(error.code, error.details, { cause: error });
  told.message = `${error.message}.${rollbackSentence(taken, everything)}`;
  return {
    ...outcome,
    results: new Map([...outcome.results, ...taken]),
    error: taken.size === 0 ? error : told,
  };
}

/** What was written, and what may have been. */
function writtenItems(
  work: readonly PlanItem[],
  { written, lost, results }: ApplyOutcome,
  before: LiveState,
): WrittenItem[] {
  const certain = new Set(written);
  const doubtful = new Set(lost);
  return work
    .filter(({ key }) => certain.has(key) || doubtful.has(key))
    .map((item) => ({
      item,
      before: before.get(item.key) ?? null,
      resourceVersion: results.get(item.key)?.resourceVersion ?? null,
      lost: doubtful.has(item.key),
    }));
}

function rollbackSentence(taken: Awaited<ReturnType<typeof rollBack>>, everything: boolean): string {
  const failed = [...taken].filter(([, { outcome }]) => outcome === 'rollback_failed').map(([key]) => key);
  const back = taken.size - failed.length;
  if (failed.length === 0) {
    if (!everything) return ` Put back as it was: ${[...taken.keys()].join(', ')}.`;
    return back === 1
      ? ' The one object that was changed has been put back.'
      : ` All ${back} objects that were changed have been put back.`;
  }
  const more = failed.length > 3 ? ` and ${failed.length - 3} more` : '';
  return ` ${back} objects were put back, ${failed.length} could not be: ${failed.slice(0, 3).join(', ')}${more}.`;
}
