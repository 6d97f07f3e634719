/** What comes after what: keys, and for each the keys that must be done before it. Unknown keys are left out. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

export interface Order {
  /** From 0; everything of a level can go side by side once the levels below are done. */
  readonly level: ReadonlyMap<string, number>;
  readonly levels: number;
  /** Groups that wait for each other; members of a group share a level. */
  readonly cycles: readonly (readonly string[])[];
}

interface Visit {
  readonly key: string;
  readonly next: readonly string[];
  position: number;
}

/**
 * Strongly connected groups, dependencies first (Tarjan). With a stack of its own: a chain of 10,000 objects is deeper
 * than the call stack.
 */
function groups(graph: Dependencies): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open = new Set<string>();
  const stack: string[] = [];
  const found: string[][] = [];
  const enter = (key: string, visits: Visit[]): void => {
    index.set(key, index.size);
    low.set(key, index.size - 1);
    stack.push(key);
    open.add(key);
    visits.push({ key, next: (graph.get(key) ?? []).filter((other) => graph.has(other)), position: 0 });
  };
  const lower = (key: string, value: number): void => {
    low.set(key, Math.min(low.get(key) ?? value, value));
  };
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const visits: Visit[] = [];
    enter(root, visits);
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const other = visit.next[visit.position];
      if (other !== undefined) {
        visit.position += 1;
        const seen = index.get(other);
        if (seen === undefined) enter(other, visits);
        else if (open.has(other)) lower(visit.key, seen);
        continue;
      }
      visits.pop();
      const own = low.get(visit.key) ?? 0;
      const parent = visits.at(-1);
      if (parent !== undefined) lower(parent.key, own);
      if (own === index.get(visit.key)) {
        const group = stack.splice(stack.lastIndexOf(visit.key));
        for (const member of group) open.delete(member);
        found.push(group);
      }
    }
  }
  return found;
}

/** Topological levels of a graph in linear time; what waits for itself over others is reported and kept together. */
export function orderByDependencies(graph: Dependencies): Order {
  const level = new Map<string, number>();
  const cycles: string[][] = [];
  let levels = 0;
  for (const group of groups(graph)) {
    const members = new Set(group);
    if (group.length > 1) cycles.push(group.toSorted());
    let own = 0;
    for (const key of group) {
      for (const before of graph.get(key) ?? []) {
        if (!members.has(before)) own = Math.max(own, (level.get(before) ?? -1) + 1);
      }
    }
    for (const key of group) level.set(key, own);
    levels = Math.max(levels, own + 1);
  }
  return { level, levels, cycles };
}
