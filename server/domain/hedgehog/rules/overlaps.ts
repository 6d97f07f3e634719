/** Two ends that belong to the range: addresses of a block, VLANs of a range. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Calls `meet(range, other)` for ranges of different groups that overlap, once a range, naming one that it overlaps. Every
 * group that overlaps another is named; without groups every range is its own. One sweep over the sorted ranges, so that
 * thousands cost no more than sorting them.
 */
export function eachOverlap<T extends Range>(
  ranges: readonly T[],
  meet: (range: T, other: T) => void,
  groupOf: (range: T) => unknown = (range) => range,
): void {
  const met = new Set<T>();
  const once = (range: T, other: T): void => {
    if (met.has(range)) return;
    met.add(range);
    meet(range, other);
  };
  // The range that reaches furthest so far, and the one that does among the other groups.
  let widest: T | undefined;
  let second: T | undefined;
  for (const range of ranges.toSorted((a, b) => a.first - b.first || b.last - a.last)) {
    const sameGroup = widest !== undefined && groupOf(widest) === groupOf(range);
    const other = sameGroup ? second : widest;
    if (other !== undefined && range.first <= other.last) {
      once(range, other);
      once(other, range);
    }
    if (widest === undefined || range.last > widest.last) {
      if (!sameGroup) second = widest;
      widest = range;
    } else if (!sameGroup && (second === undefined || range.last > second.last)) {
      second = range;
    }
  }
}
