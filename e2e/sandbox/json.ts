/** JSON as it travels: what the sandbox stores, merges and answers. Stored values are never changed in place. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one: for reading only. */
export function objectAt(value: Json | undefined, key: string): JsonObject {
  const child = isObject(value) ? value[key] : undefined;
  return isObject(child) ? child : {};
}

export function stringAt(value: Json | undefined, key: string): string {
  const child = isObject(value) ? value[key] : undefined;
  return typeof child === 'string' ? child : '';
}

/** The texts of a list under a key; anything else there is left out. */
export function textsAt(value: Json | undefined, key: string): string[] {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

export function equalJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => equalJson(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equalJson(left[key], right[key]));
}

/** A copy without the named keys. */
export function without(value: JsonObject, ...keys: string[]): JsonObject {
  const copy = { ...value };
  for (const key of keys) delete copy[key];
  return copy;
}

/** Keys in byte order, as the real server prints every custom object. */
export function sortedJson(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortedJson);
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).toSorted()) sorted[key] = sortedJson(value[key] ?? null);
  return sorted;
}
