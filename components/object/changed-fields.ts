/**
 * What a form changes: only fields whose value differs from the stored one, so that two people who edit different
 * fields do not undo each other. Undefined means "not said"; write-only fields have no stored value and count when said.
 */
export function changedFields<T extends object>(stored: object, values: T): Partial<T> {
  const before = new Map<string, unknown>(Object.entries(stored));
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => value !== undefined && !isEqual(value, before.get(name)),
    ),
  ) as Partial<T>;
}

/** Lists and their entries by what they hold: the answer of the server is another object each time. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const one = new Map<string, unknown>(Object.entries(a));
  const other = new Map<string, unknown>(Object.entries(b));
  return (
    one.size === other.size &&
    [...one].every(([key, value]) => other.has(key) && isEqual(value, other.get(key)))
  );
}
