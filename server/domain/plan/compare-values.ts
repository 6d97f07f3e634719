import { isList, isObject, member } from '#server/domain/hedgehog/json.ts';
import type { FieldChange, JsonValue } from '#server/domain/resource.ts';
import { isEqual } from './is-equal.ts';

export type Path = readonly (string | number)[];

/** One side of a change is left out where the field is not there. */
export function change(path: Path, desired: JsonValue | undefined, live: JsonValue | undefined): FieldChange {
  return { path, ...(desired === undefined ? {} : { desired }), ...(live === undefined ? {} : { live }) };
}

/** Differences of two values that must be equal in everything: inside lists, which the API server takes whole. */
function exactChanges(desired: JsonValue, live: JsonValue, path: Path, out: FieldChange[]): void {
  if (isObject(desired) && isObject(live)) {
    for (const key of new Set([...Object.keys(desired), ...Object.keys(live)])) {
      const left = member(desired, key);
      const right = member(live, key);
      if (left === undefined || right === undefined) out.push(change([...path, key], left, right));
      else exactChanges(left, right, [...path, key], out);
    }
  } else if (isList(desired) && isList(live)) listChanges(desired, live, path, false, out);
  else if (desired !== live) out.push(change(path, desired, live));
}

/**
 * Differences of two lists: element by element where they are objects of equal number, else told as a whole.
 * @param sorted its order says nothing, so that positions say nothing either
 */
export function listChanges(
  desired: readonly JsonValue[],
  live: readonly JsonValue[],
  path: Path,
  sorted: boolean,
  out: FieldChange[],
): void {
  if (isEqual(desired, live)) return;
  const objects = (list: readonly JsonValue[]): boolean => list.every((entry) => isObject(entry));
  if (sorted || desired.length !== live.length || !objects(desired) || !objects(live)) {
    out.push(change(path, desired, live));
  } else {
    desired.forEach((entry, index) => exactChanges(entry, live[index] ?? null, [...path, index], out));
  }
}
