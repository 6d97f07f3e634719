import { orderByDependencies } from './order.ts';

/** One write of a plan, as far as its place in the order goes. */
export interface Work {
  readonly key: string;
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  /** Objects that it will name once it is written; none for a deletion. */
  readonly needs: readonly string[];
  /** Objects that it names now, in the cluster. */
  readonly holds: readonly string[];
  /** What it will claim once it is written; see claims.ts. */
  readonly claims: readonly string[];
  /** What a deletion or replacement claims in the cluster now. */
  readonly frees: readonly string[];
}

interface WorkPlace {
  readonly level: number;
  readonly dependsOn: readonly string[];
}

export interface WorkOrder {
  readonly places: ReadonlyMap<string, WorkPlace>;
  readonly levels: number;
  /** Objects that need each other: no order creates them. */
  readonly cycles: readonly (readonly string[])[];
}

const isDeletion = (work: Work): boolean => work.action === 'delete';

/** Claims of objects that go away → their keys. */
function claimHolders(works: readonly Work[]): Map<string, string> {
  return new Map(works.flatMap((work) => work.frees.map((claim) => [claim, work.key] as const)));
}

/** Whether a write deletes an object, for good or for a moment, that another names now and will not name any more. */
const takesAway = (held: Work, from: Work): boolean =>
  isDeletion(held) || (held.action === 'replace' && (isDeletion(from) || !from.needs.includes(held.key)));

/** For every write the writes that come before it. With `takeOvers` also the deletion of whoever holds what it claims. */
function dependencies(works: readonly Work[], takeOvers: boolean): Map<string, string[]> {
  const byKey = new Map(works.map((work) => [work.key, work]));
  const holders = takeOvers ? claimHolders(works) : new Map<string, string>();
  const before = new Map<string, string[]>(works.map((work) => [work.key, []]));
  for (const work of works) {
    if (!isDeletion(work)) {
      for (const key of work.needs) {
        const needed = byKey.get(key);
        if (needed !== undefined && !isDeletion(needed)) before.get(work.key)?.push(key);
      }
      for (const claim of work.claims) {
        const holder = holders.get(claim);
        if (holder !== undefined && holder !== work.key) before.get(work.key)?.push(holder);
      }
    }
    // Whoever names an object lets go of it before it is deleted.
    for (const key of work.holds) {
      const held = byKey.get(key);
      if (held !== undefined && takesAway(held, work)) before.get(key)?.push(work.key);
    }
  }
  return new Map([...before].map(([key, keys]) => [key, [...new Set(keys)]]));
}

/** Deletions that something waits for, directly or not: they cannot come last. */
function earlyDeletions(works: readonly Work[], before: ReadonlyMap<string, readonly string[]>): Set<string> {
  const early = new Set<string>();
  const deletions = new Set(works.filter(isDeletion).map((work) => work.key));
  const open = works.filter((work) => !isDeletion(work)).flatMap((work) => before.get(work.key) ?? []);
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (!deletions.has(key) || early.has(key)) continue;
    early.add(key);
    open.push(...(before.get(key) ?? []));
  }
  return early;
}

/**
 * The order of all writes of a plan, as levels from 1. Creation goes by the references of the desired objects, deletion by
 * those of the live ones in reverse, and after everything else; only a deletion that frees what a new object claims (a VPC
 * that was renamed keeps its subnet) comes earlier, where that is possible.
 */
export function orderWork(works: readonly Work[]): WorkOrder {
  let before = dependencies(works, true);
  // A take-over that waits for itself (its user must be moved to the new object first) cannot be had in one run: the
  // plain order goes as far as it can, and the cluster says what is still taken.
  if (orderByDependencies(before).cycles.length > 0) before = dependencies(works, false);
  const early = earlyDeletions(works, before);
  const isLate = (work: Work): boolean => isDeletion(work) && !early.has(work.key);
  const graphOf = (part: readonly Work[]): Map<string, readonly string[]> =>
    new Map(part.map((work) => [work.key, before.get(work.key) ?? []]));
  const first = orderByDependencies(graphOf(works.filter((work) => !isLate(work))));
  const last = orderByDependencies(graphOf(works.filter(isLate)));
  const places = new Map<string, WorkPlace>();
  for (const work of works) {
    const level = isLate(work)
      ? first.levels + (last.level.get(work.key) ?? 0)
      : (first.level.get(work.key) ?? 0);
    places.set(work.key, { level: level + 1, dependsOn: before.get(work.key) ?? [] });
  }
  return { places, levels: first.levels + last.levels, cycles: [...first.cycles, ...last.cycles] };
}
