import type { Plan } from '#server/domain/plan/plan-types.ts';
import { NO_COUNTS, type RunCounts } from '#server/domain/run.ts';
import type { ApplyOutcome } from '#server/sync/apply/apply.ts';
import type { DesiredState } from '#server/sync/prepare/fetch.ts';

/** Objects by what became of them. @param after the comparison on what was read back; null = nothing was */
export function countRun(
  desired: DesiredState,
  plan: Plan,
  { results, writes }: Pick<ApplyOutcome, 'results' | 'writes'>,
  after: Plan | null,
): RunCounts {
  const counts = { ...NO_COUNTS, desired: desired.resources.length, writes, extra: after?.counts.extra ?? 0 };
  const inConflict = new Set(
    plan.findings.filter(({ severity }) => severity === 'conflict').map(({ key }) => key),
  );
  for (const item of plan.items) {
    const outcome = results.get(item.key)?.outcome;
    if (item.action === 'none' && item.extra) continue;
    if (item.action === 'none' && inConflict.has(item.key)) counts.conflicts += 1;
    // Outside the write scope or the selection, or a controller's: not looked at, so nothing is known of it, least of all that it is as wanted.
    else if (item.action === 'none' && (item.drift === 'unknown' || item.unselected === true))
      counts.skipped += 1;
    else if (item.altered === true) counts.conflicts += 1;
    else if (item.action === 'none') counts.unchanged += 1;
    else if (outcome === 'deleted') counts.deleted += 1;
    else if (outcome === 'applied') counts[item.action === 'create' ? 'created' : 'updated'] += 1;
    else if (outcome === 'conflict') counts.conflicts += 1;
    else if (outcome === 'failed' || outcome === 'rollback_failed') counts.failed += 1;
    else counts.skipped += 1;
  }
  return counts;
}
