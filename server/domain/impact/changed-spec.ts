import { isList, isObject } from '#server/domain/hedgehog/json.ts';
import type { FieldChange, JsonObject, JsonValue } from '#server/domain/resource.ts';

/** A copy of `value` in which the place is set, or gone where `to` is undefined; what lies beside it is shared. */
function withValue(
  value: JsonValue | undefined,
  path: readonly (string | number)[],
  to: JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (typeof step === 'number') {
    const list = isList(value) ? [...value] : [];
    const entry = withValue(list[step], rest, to);
    if (entry !== undefined) list[step] = entry;
    return list;
  }
  const object = isObject(value) ? value : {};
  const member = withValue(Object.hasOwn(object, step) ? object[step] : undefined, rest, to);
  // A computed key, so that a member called `__proto__` is one.
  if (member !== undefined) return { ...object, [step]: member };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== step));
}

/**
 * The spec of a live object once the changes of a plan's item are made: what the source does not set stays as it is.
 * @param spec the canonical form, which the paths of changes belong to
 */
export function changedSpec(spec: JsonObject, changes: readonly FieldChange[]): JsonObject {
  let changed: JsonValue | undefined = spec;
  for (const { path, desired } of changes) {
    if (path[0] === 'spec') changed = withValue(changed, path.slice(1), desired);
  }
  return isObject(changed) ? changed : {};
}
