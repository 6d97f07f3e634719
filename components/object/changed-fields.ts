/**
 * What a form changes: only fields whose value differs from the stored one, so that two people who edit different
 * fields do not undo each other. Undefined means "not said"; write-only fields have no stored value and count when said.
 */
export function changedFields<T extends object>(stored: object, values: T): Partial<T> {
  const before = new Map<string, unknown>(Object.entries(stored));
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== undefined && value !== before.get(name)),
  ) as Partial<T>;
}
