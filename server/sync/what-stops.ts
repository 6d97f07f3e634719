import { AppError } from '#server/domain/app-error.ts';
import { massPrune } from '#server/domain/plan/guard.ts';
import { selectionGap } from '#server/domain/plan/selection.ts';
import { conflictError } from '#server/sync/apply/apply-plan.ts';
import type { Prepared } from '#server/sync/prepare/prepare.ts';
import type { LookContext } from '#server/sync/run-context.ts';

type Looked = Pick<LookContext, 'fabric' | 'asked'>;

/** What ends a run of this plan before its first write, the first that applies; null = nothing. */
export function whatStops(
  ctx: Looked,
  prepared: Prepared,
  { confirmPrune }: { readonly confirmPrune: boolean },
): AppError | null {
  return (
    selectionError(ctx, prepared) ??
    refusalError(prepared) ??
    (confirmPrune ? null : massPruneError(prepared)) ??
    // Where nothing is kept beside a conflict, nothing is written: no round trip by way of the rollback.
    (ctx.fabric.conflictPolicy === 'force' ? conflictError(prepared.plan) : null)
  );
}

function selectionError({ asked }: Looked, { plan, findings }: Prepared): AppError | null {
  if (asked.selection === null) return null;
  const selected = plan.items.filter(({ unselected }) => unselected !== true);
  const gap = selectionGap(
    asked.selection,
    selected.map(({ identity }) => identity),
  );
  if (gap !== null) return new AppError('SYNC_SELECTION_REFUSED', { why: gap });
  const lacking = findings.filter(({ code }) => code === 'not_selected');
  const [first] = lacking;
  if (first === undefined) return null;
  const more = lacking.length > 1 ? ` (and ${lacking.length - 1} more)` : '';
  const { kind, name } = first.identity;
  const why = first.message.startsWith(kind) ? first.message : `${kind} ${name} ${first.message}`;
  return new AppError('SYNC_SELECTION_REFUSED', { why: `${why}${more}` });
}

/** Refusals end the run, all of them at once. */
function refusalError({ findings }: Prepared): AppError | null {
  const refusals = findings.filter(({ severity }) => severity === 'refusal');
  const [first] = refusals;
  if (first === undefined) return null;
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more, each named in the results)` : '';
  return new AppError('K8S_CRD_VALIDATION_FAILED', {
    resource: `${first.identity.kind} ${first.identity.name}`,
    field: first.field === '' ? 'object' : first.field,
    why: `${first.message}${more}`,
  });
}

/** SYNC_MASS_PRUNE_REFUSED, without a person's consent; null = the plan needs none. */
export function massPruneError({ plan, desired }: Prepared): AppError | null {
  const refusal = massPrune({
    deletes: plan.counts.delete,
    replaces: plan.counts.replace,
    owned: plan.counts.owned,
    sourceIsEmpty: desired.resources.length === 0,
  });
  return refusal === null ? null : new AppError('SYNC_MASS_PRUNE_REFUSED', { ...refusal });
}
