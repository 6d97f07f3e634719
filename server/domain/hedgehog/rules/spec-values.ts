import type { JsonObject, JsonValue } from '#server/domain/resource.ts';
import { isList, isObject, valueAt } from '#server/domain/hedgehog/json.ts';

/**
 * Reading of specs that have passed no schema. A value of the wrong type is the CRD schema's to refuse: the readers here
 * answer undefined, and isBlank says no, so that a rule neither judges it nor calls it missing.
 */

export function numberAt(root: JsonValue | undefined, ...path: string[]): number | undefined {
  const value = valueAt(root, path);
  return typeof value === 'number' ? value : undefined;
}

/** Whether a field is absent for Go: not there, null, "" or 0. */
export function isBlankAt(root: JsonValue | undefined, ...path: string[]): boolean {
  const value = valueAt(root, path);
  return value === undefined || value === null || value === '' || value === 0;
}

export function isTrueAt(root: JsonValue | undefined, ...path: string[]): boolean {
  return valueAt(root, path) === true;
}

/** Whether a list or map has entries. */
export function hasEntriesAt(root: JsonValue | undefined, ...path: string[]): boolean {
  const value = valueAt(root, path);
  if (isList(value)) return value.length > 0;
  return isObject(value) && Object.keys(value).length > 0;
}

/** Whether an optional struct is there, if only as `{}`. */
export function isObjectAt(root: JsonValue | undefined, ...path: string[]): boolean {
  return isObject(valueAt(root, path));
}

/** The texts of a list with their places; others than texts are left out. */
export function textsAt(root: JsonValue | undefined, ...path: string[]): (readonly [number, string])[] {
  const value = valueAt(root, path);
  if (!isList(value)) return [];
  return value.flatMap((entry, index) => (typeof entry === 'string' ? [[index, entry] as const] : []));
}

/** Whether an object has a key of its own. */
export function hasKeyAt(root: JsonValue | undefined, key: string, ...path: string[]): boolean {
  const value = valueAt(root, path);
  return isObject(value) && Object.hasOwn(value, key) && value[key] !== null;
}

/** The objects of a list with their places. */
export function objectsAt(root: JsonValue | undefined, ...path: string[]): (readonly [number, JsonObject])[] {
  const value = valueAt(root, path);
  if (!isList(value)) return [];
  return value.flatMap((entry, index) => (isObject(entry) ? [[index, entry] as const] : []));
}

/** The objects of a map by their keys; a key with nothing behind it is an empty object. */
export function objectEntriesAt(
  root: JsonValue | undefined,
  ...path: string[]
): (readonly [string, JsonObject])[] {
  const value = valueAt(root, path);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    entry === null ? [[key, {}] as const] : isObject(entry) ? [[key, entry] as const] : [],
  );
}
