import type { RunResult } from '#server/domain/wire/run.ts';
import type { ResultOutcome } from '#server/domain/words.ts';

/** What needs a person first; what went as planned last. */
const RANK: Record<ResultOutcome, number> = {
  rollback_failed: 0,
  failed: 1,
  conflict: 2,
  skipped: 3,
  rolled_back: 4,
  applied: 5,
  deleted: 5,
  unchanged: 6,
};
const PLANNED_RANK = 5;

/** A page of results, failed first; otherwise in the order in which things were done. */
export function failedFirst(results: readonly RunResult[]): readonly RunResult[] {
  const rank = ({ outcome }: RunResult) => (outcome === null ? PLANNED_RANK : RANK[outcome]);
  return results.toSorted((a, b) => rank(a) - rank(b));
}
