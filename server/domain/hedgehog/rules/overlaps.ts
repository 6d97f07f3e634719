/** Two ends that belong to the range: addresses of a block, VLANs of a range. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Calls `meet(range, other)` for ranges that overlap: every range that overlaps any other is named at least once,
 * with one it overlaps. One sweep over the sorted ranges, so that thousands cost no more than sorting them.
 */
export function eachOverlap<T extends Range>(ranges: readonly T[], meet: (range: T, other: T) => void): void {
  const sorted = ranges.toSorted((a, b) => a.first - b.first || b.last - a.last);
  const met = new Set<T>();
  const once = (range: T, other: T): void => {
    if (met.has(range)) return;
    met.add(range);
    meet(range, other);
  };
  let widest: T | undefined;
  for (const range of sorted) {
    if (widest !== undefined && range.first <= widest.last) {
      once(range, widest);
      once(widest, range);
    }
    if (widest === undefined || range.last > widest.last) widest = range;
  }
}
