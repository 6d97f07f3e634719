import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import { isControllerOwned, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import { resourceKey, type DesiredResource, type LiveResource } from '#server/domain/resource.ts';
import { missingReferences } from './check-references.ts';
import { countItems } from './count-items.ts';
import { decideExisting, decideMissing, decideUnwritten } from './decide.ts';
import { claimsOf } from './claims.ts';
import { leaveOut, type Decision } from './draft.ts';
import type { Plan, PlanFinding, PlanInput, PlanItem } from './plan-types.ts';
import { cycleFindings, holdBackWaiting, isLeaving, keepWhatIsUsed, worksOf } from './plan-work.ts';
import { refuseUsedReplacements } from './replace.ts';
import { decideLeftover, isDeletable, traceOf, type LiveTrace } from './surroundings.ts';
import { orderWork } from './work-order.ts';

const NO_WORK = { level: 0, dependsOn: [] };
const ALL_READ: ReadonlySet<string> = new Set(SYNCED_KINDS.map((kind) => kind.kind));

/** Takes live objects one by one, so that they never stand in memory together, and answers with the plan. */
interface Planner {
  see(live: LiveResource): void;
  finish(): Plan;
}

/** A planner for one desired state; see planSync. */
function createPlanner(input: Omit<PlanInput, 'live'>): Planner {
  const { owner, stored, options } = input;
  const settle = (object: DesiredResource | LiveResource, decision: Decision): Decision => {
    const isSelected = options.selects?.(object) ?? true;
    const settled = isSelected ? decision : leaveOut(decision);
    decisions.set(settled.item.key, settled);
    return settled;
  };
  const seeOurs = (live: LiveResource, decision: Decision): void => {
    const { item } = settle(wanted.get(decision.item.key) ?? live, decision);
    if (item.action === 'delete' || item.action === 'replace') freed.set(item.key, claimsOf(live));
  };
  const decisions = new Map<string, Decision>();
  const wanted = new Map<string, DesiredResource>();
  const traces = new Map<string, LiveTrace>();
  const freed = new Map<string, readonly string[]>();
  let owned = 0;
  for (const desired of input.desired) {
    const key = resourceKey(desired);
    const unwritten = decideUnwritten(desired, options);
    if (unwritten === null) wanted.set(key, desired);
    else settle(desired, unwritten);
  }
  return {
    see(live) {
      const trace = traceOf(live);
      traces.set(trace.key, trace);
      if (isControllerOwned(live)) return;
      if (isDeletable(live, owner, options.writeScope)) owned += 1;
      const desired = wanted.get(trace.key);
      if (desired !== undefined) {
        seeOurs(live, decideExisting(desired, live, stored.get(trace.key), { ...options, owner }));
      } else if (!decisions.has(trace.key) && isDeletable(live, owner, options.writeScope)) {
        seeOurs(live, decideLeftover(live, options.prune));
      }
    },
    finish() {
      for (const [key, desired] of wanted) if (!decisions.has(key)) settle(desired, decideMissing(desired));
      holdBackWaiting(decisions, wanted);
      keepWhatIsUsed(decisions, wanted, traces);
      refuseUsedReplacements(decisions, wanted, traces);
      const order = orderWork(worksOf(decisions, wanted, traces, freed));
      const references = referenceFindings(decisions, wanted, traces, options.readKinds ?? ALL_READ);
      const items = [...decisions.values()].map(({ item }) =>
        Object.assign(item, order.places.get(item.key) ?? NO_WORK),
      );
      return {
        items: items.toSorted(byOrder),
        findings: [...decisions.values()]
          .flatMap((decision) => decision.finding ?? [])
          .concat(references, cycleFindings(order, decisions)),
        counts: countItems(items, input.desired.length, owned),
        levels: order.levels,
      };
    },
  };
}

/**
 * What to do so that live becomes desired, and in which order. The one comparison behind preview, run, drift and
 * verification. Nothing is thrown: what stands in the way are findings.
 */
export function planSync(input: PlanInput): Plan {
  const planner = createPlanner(input);
  for (const live of input.live) planner.see(live);
  return planner.finish();
}

function referenceFindings(
  decisions: ReadonlyMap<string, Decision>,
  wanted: ReadonlyMap<string, DesiredResource>,
  traces: ReadonlyMap<string, LiveTrace>,
  readKinds: ReadonlySet<string>,
): PlanFinding[] {
  const isLeftOut = (key: string): boolean => decisions.get(key)?.item.unselected === true;
  const known = {
    willExist: (key: string) => wanted.has(key) && !isLeftOut(key),
    isLeftOut: (key: string) => wanted.has(key) && isLeftOut(key),
    isLive: (key: string) => traces.has(key),
    isLeaving: (key: string) => isLeaving(decisions.get(key)),
    wasRead: (kind: string) => readKinds.has(kind),
  };
  return [...wanted].flatMap(([key, desired]) => (isLeftOut(key) ? [] : missingReferences(desired, known)));
}

function byOrder(a: PlanItem, b: PlanItem): number {
  if (a.level !== b.level) return a.level - b.level;
  const rank = (item: PlanItem): number => kindNamed(item.identity.kind)?.order ?? 0;
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
