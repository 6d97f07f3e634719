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

/**
 * An object that is being deleted in the cluster is created again once it is gone: what names it waits until then, and what
 * names a new object that waits does too. Said as a conflict each, so that nothing of it is tried and fails on the way.
 */
export function holdBackWaiting(
  decisions: Map<string, Decision>,
  wanted: ReadonlyMap<string, DesiredResource>,
): void {
  const absent = new Set<string>();
  for (const [key, { finding: found }] of decisions) if (found?.code === 'terminating') absent.add(key);
  for (let before = 0; before < absent.size;) {
    before = absent.size;
    for (const [key, desired] of wanted) {
      const decision = decisions.get(key);
      if (decision === undefined || !isWritten(decision) || absent.has(key)) continue;
      const awaited = referencesOf(desired).find((reference) => absent.has(resourceKey(reference)));
      if (awaited === undefined) continue;
      decisions.set(key, waiting(decision, resourceKey(awaited)));
      if (decision.item.action === 'create') absent.add(key);
    }
  }
}

const isWritten = ({ item: { action } }: Decision): boolean => action !== 'none' && action !== 'delete';

function waiting({ item }: Decision, awaited: string): Decision {
  const reason = `waits for ${awaited}, which is being deleted in the cluster or waits itself`;
  const message = `${item.identity.kind} ${item.identity.name} ${reason}`;
  return {
    item: { ...item, action: 'none', reason },
    finding: finding('conflict', 'terminating', item.identity, message, { manager: awaited }),
  };
}

/** The writes of a plan with what orders them. @param freed claims of what stands in the cluster and goes away, by key */
export function worksOf(
  decisions: ReadonlyMap<string, Decision>,
  wanted: ReadonlyMap<string, DesiredResource>,
  traces: ReadonlyMap<string, LiveTrace>,
  freed: ReadonlyMap<string, readonly string[]>,
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
      claims: desired === undefined ? [] : claimsOf(desired),
      frees: freed.get(key) ?? [],
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
