import { isList, isObject, member } from '#server/domain/hedgehog/json.ts';
import type { JsonValue } from '#server/domain/resource.ts';

/** Deep equality of JSON; the order of keys does not matter, that of lists does. */
export function isEqual(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((entry, index) => isEqual(entry, right[index]));
  }
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isEqual(member(left, key), member(right, key)))
    );
  }
  return false;
}
