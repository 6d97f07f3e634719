import type { Plan, PlanFinding, PlanItem } from '#server/domain/plan/plan-types.ts';
import { PLAN_VERDICTS, type PlanVerdict } from '#server/domain/words.ts';

export type VerdictCounts = Record<PlanVerdict, number>;

export interface Judged {
  readonly item: PlanItem;
  readonly verdict: PlanVerdict;
}

/**
 * What people read of one object. What is not written says why: it is as it should be, somebody else stands against it, or it
 * is not this plan's to write (a controller's, outside the write scope, kept because pruning is off). Counts as the run's own
 * counts do.
 */
function verdictOf(item: PlanItem, inConflict: ReadonlySet<string>): PlanVerdict {
  if (item.action !== 'none') return item.action;
  if (inConflict.has(item.key)) return 'conflict';
  if (item.altered === true) return 'conflict';
  return item.extra || item.drift === 'unknown' ? 'skipped' : 'unchanged';
}

/** The verdicts of everything that a plan is about; what its selection leaves out has none. */
export function judge(
  { items }: Pick<Plan, 'items'>,
  findings: readonly Pick<PlanFinding, 'severity' | 'key'>[],
): Judged[] {
  const inConflict = new Set(findings.flatMap(({ severity, key }) => (severity === 'conflict' ? [key] : [])));
  return items
    .filter(({ unselected }) => unselected !== true)
    .map((item) => ({ item, verdict: verdictOf(item, inConflict) }));
}

export function countVerdicts(judged: readonly Judged[]): VerdictCounts {
  const counts = noVerdicts();
  for (const { verdict } of judged) counts[verdict] += 1;
  return counts;
}

/** In the order in which the kinds come. */
export function countByKind(judged: readonly Judged[]): (VerdictCounts & { kind: string })[] {
  const kinds = new Map<string, VerdictCounts & { kind: string }>();
  for (const { item, verdict } of judged) {
    const { kind } = item.identity;
    const counts = kinds.get(kind) ?? { kind, ...noVerdicts() };
    counts[verdict] += 1;
    kinds.set(kind, counts);
  }
  return [...kinds.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}

const noVerdicts = (): VerdictCounts =>
  Object.fromEntries(PLAN_VERDICTS.map((verdict) => [verdict, 0])) as VerdictCounts;

/** Always said, also as 0; the others only where there are any. */
const ALWAYS: ReadonlySet<PlanVerdict> = new Set(['create', 'update', 'delete']);

/** "3 create, 1 update, 0 delete, 1 conflict" */
export function summaryLine(counts: VerdictCounts): string {
  return PLAN_VERDICTS.filter(
    (verdict) => ALWAYS.has(verdict) || (verdict !== 'unchanged' && counts[verdict] > 0),
  )
    .map((verdict) => `${counts[verdict]} ${verdict}`)
    .join(', ');
}
