/** Keeps what was used last, up to a total weight. */
export interface BoundedCache<T> {
  get(key: string): T | undefined;
  /** What alone is heavier than everything may be is not kept. */
  set(key: string, value: T, weight: number): void;
}

export function createBoundedCache<T>(mostWeight: number): BoundedCache<T> {
  /** In order of use, the longest unused first. */
  const entries = new Map<string, { readonly value: T; readonly weight: number }>();
  let weight = 0;

  const remove = (key: string): void => {
    weight -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, added) {
      remove(key);
      if (added > mostWeight) return;
      entries.set(key, { value, weight: added });
      weight += added;
      for (const oldest of entries.keys()) {
        if (weight <= mostWeight) break;
        remove(oldest);
      }
    },
  };
}
