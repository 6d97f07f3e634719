import { PLAN_ACTIONS } from '#server/domain/words.ts';
import type { PlanCounts, PlanItem } from './plan-types.ts';

/** @param owned live objects with our owner label, within the write scope */
export function countItems(items: readonly PlanItem[], desired: number, owned: number): PlanCounts {
  const actions = Object.fromEntries(PLAN_ACTIONS.map((action) => [action, 0])) as Record<
    PlanItem['action'],
    number
  >;
  let extra = 0;
  let adopt = 0;
  for (const item of items) {
    actions[item.action] += 1;
    if (item.extra) extra += 1;
    if (item.adopt) adopt += 1;
  }
  return { ...actions, desired, owned, extra, adopt };
}
