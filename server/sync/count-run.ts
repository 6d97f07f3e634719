import type { Plan } from '#server/domain/plan/plan-types.ts';
import { NO_COUNTS, type RunCounts } from '#server/domain/run.ts';
import type { ApplyOutcome } from '#server/sync/apply.ts';
import type { DesiredState } from '#server/sync/fetch.ts';

/** Objects by what became of them. @param after the comparison on what was read back; null = nothing was */
export function countRun(
  desired: DesiredState,
  plan: Plan,
  { results, writes }: Pick<ApplyOutcome, 'results' | 'writes'>,
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
