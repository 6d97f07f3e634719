import type { JsonObject } from '../json.ts';

const encoded = new WeakMap<JsonObject, string>();

/** JSON of a stored object, kept as long as the object is: long lists are mostly the same objects again. */
export function storedJson(object: JsonObject): string {
  let text = encoded.get(object);
  if (text === undefined) encoded.set(object, (text = JSON.stringify(object)));
  return text;
}
