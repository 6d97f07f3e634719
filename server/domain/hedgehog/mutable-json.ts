import type { JsonObject, JsonValue } from '#server/domain/resource.ts';

/** A private copy that the rules of a kind may change in place. */
export type MutableJson = null | boolean | number | string | MutableJson[] | MutableObject;
export interface MutableObject {
  [key: string]: MutableJson;
}

/** A key that would set the prototype of a copy instead of a member. */
const UNSAFE_KEY = '__proto__';

export function isMutableObject(value: MutableJson | undefined): value is MutableObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A deep copy without members that are null: the API server drops those as if they had not been written. */
export function copyWithoutNulls(value: JsonObject): MutableObject {
  const copy: MutableObject = {};
  for (const key of Object.keys(value)) {
    const child = value[key];
    if (child !== null && child !== undefined && key !== UNSAFE_KEY) copy[key] = copyValue(child);
  }
  return copy;
}

function copyValue(value: JsonValue): MutableJson {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((entry) => copyValue(entry));
  return copyWithoutNulls(value as JsonObject);
}

/** null, "", 0, false, {} and []: for Hedgehog's Go structs the same as absent. */
export function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (typeof value !== 'object') return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** The object under a key, or undefined where there is none. */
export function childObject(object: MutableObject | undefined, key: string): MutableObject | undefined {
  const child = object?.[key];
  return isMutableObject(child) ? child : undefined;
}

/** The objects that are the values of a map, or the elements of a list, under a key. */
export function childObjects(object: MutableObject | undefined, key: string): MutableObject[] {
  const child = object?.[key];
  if (Array.isArray(child)) return child.filter((entry) => isMutableObject(entry));
  return isMutableObject(child) ? Object.values(child).filter((entry) => isMutableObject(entry)) : [];
}

/** Sets a member that is blank or absent. */
export function fillIn(object: MutableObject | undefined, key: string, value: MutableJson): void {
  if (object !== undefined && isBlank(object[key])) object[key] = value;
}

/** Sorts a list of texts in place, as Go's slices.Sort does (by code unit; all are ASCII). */
export function sortTexts(object: MutableObject | undefined, key: string): void {
  const list = object?.[key];
  if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) {
    list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

/** An order for what is equal in all named members, so that the result does not depend on the order before. */
function byContent(left: MutableObject, right: MutableObject): number {
  const text = (value: MutableObject): string =>
    JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [a, b] = [text(left), text(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts a list of objects in place by the given members, numbers by size, texts by code unit. */
export function sortObjects(object: MutableObject | undefined, key: string, ...by: string[]): void {
  const list = object?.[key];
  if (!Array.isArray(list) || !list.every((entry) => isMutableObject(entry))) return;
  list.sort((a, b) => {
    for (const field of by) {
      const left = a[field] ?? '';
      const right = b[field] ?? '';
      if (left < right) return -1;
      if (left > right) return 1;
    }
    return byContent(a, b);
  });
}
