import { referencesOf } from '#server/domain/hedgehog/references.ts';
import { resourceKey, type DesiredResource } from '#server/domain/resource.ts';
import { claimsOf } from './claims.ts';
import { finding, type Decision } from './draft.ts';
import type { PlanFinding } from './plan-types.ts';
import { keptInUse, type LiveTrace } from './surroundings.ts';
import type { Work, WorkOrder } from './work-order.ts';

export const isLeaving = (decision: Decision | undefined): boolean => decision?.item.action === 'delete';

/** Objects that stay as they are, because they are not ours or in conflict, still hold on to what they name: what they name stays too. */
export function keepWhatIsUsed(
  decisions: Map<string, Decision>,
  wanted: ReadonlyMap<string, DesiredResource>,
  traces: ReadonlyMap<string, LiveTrace>,
): void {
  const stays = (key: string): boolean => {
    const decision = decisions.get(key);
    if (decision?.item.unselected === true) return true;
    return wanted.has(key) ? decision?.finding?.severity === 'conflict' : !isLeaving(decision);
  };
  const open = [...traces.values()].filter(({ key }) => stays(key));
  for (let trace = open.pop(); trace !== undefined; trace = open.pop()) {
    for (const key of trace.refersTo) {
      const decision = decisions.get(key);
      if (decision === undefined || !isLeaving(decision)) continue;
      const user = decisions.get(trace.key)?.item;
      decisions.set(key, keptInUse(decision, trace.key, user?.unselected === true));
      const kept = traces.get(key);
      if (kept !== undefined) open.push(kept);
    }
  }
}

/** The writes of a plan with what orders them. */
export function worksOf(
  decisions: ReadonlyMap<string, Decision>,
  wanted: ReadonlyMap<string, DesiredResource>,
  traces: ReadonlyMap<string, LiveTrace>,
): Work[] {
  const works: Work[] = [];
  for (const [key, { item }] of decisions) {
    if (item.action === 'none') continue;
    const desired = wanted.get(key);
    const trace = traces.get(key);
    works.push({
      key,
      action: item.action,
      needs: desired === undefined ? [] : referencesOf(desired).map((reference) => resourceKey(reference)),
      holds: trace?.refersTo ?? [],
      claims: desired === undefined ? (trace?.claims ?? []) : claimsOf(desired),
    });
  }
  return works;
}

/** A circle hurts only where one of it is not there yet: each would have to be created before the other. */
export function cycleFindings(order: WorkOrder, decisions: ReadonlyMap<string, Decision>): PlanFinding[] {
  return order.cycles.flatMap((cycle) => {
    const items = cycle.flatMap((key) => decisions.get(key)?.item ?? []);
    const first = items.find((item) => item.action === 'create');
    if (first === undefined) return [];
    const names = items.map((item) => `${item.identity.kind} ${item.identity.name}`).join(', ');
    const message = `refer to each other, so that none can be created first: ${names}; add one without its reference, sync, then add the reference`;
    return [finding('refusal', 'reference_cycle', first.identity, message)];
  });
}
