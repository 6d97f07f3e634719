import { planSync } from './plan.ts';
import { countItems } from './count-items.ts';
import type { Plan, PlanInput, PlanItem } from './plan-types.ts';

/**
 * The comparison made again where only some objects were read again: theirs anew, by the same rules; of all others the former
 * stands, as nothing is known of them that was not known then.
 * @param again what the plan was made from, cut down to the objects that were read again
 */
export function amendPlan(before: Plan, again: PlanInput, keys: ReadonlySet<string>): Plan {
  const fresh = new Map<string, PlanItem>(planSync(again).items.map((item) => [item.key, item]));
  const items = before.items.flatMap((item) => (keys.has(item.key) ? (fresh.get(item.key) ?? []) : item));
  const { desired, owned } = before.counts;
  return { ...before, items, counts: countItems(items, desired, owned) };
}
