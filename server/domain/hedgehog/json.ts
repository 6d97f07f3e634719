import type { JsonObject, JsonValue } from '#server/domain/resource.ts';

/** A mapping, not a list, not null. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Own member of an object; inherited names ("constructor") are not members. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The value under a path of own keys; undefined as soon as one is missing. */
export function valueAt(root: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let value = root;
  for (const key of path) {
    if (!isObject(value)) return undefined;
    value = member(value, key);
  }
  return value;
}

/** A text that is not empty, else undefined. */
export function textAt(root: JsonValue | undefined, ...path: string[]): string | undefined {
  const value = valueAt(root, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The members of an object or none. */
export function entriesAt(
  root: JsonValue | undefined,
  ...path: string[]
): readonly (readonly [string, JsonValue])[] {
  const value = valueAt(root, path);
  return isObject(value) ? Object.entries(value) : [];
}

/** The elements of a list or none. */
export function listAt(root: JsonValue | undefined, ...path: string[]): readonly JsonValue[] {
  const value = valueAt(root, path);
  return isList(value) ? value : [];
}
