import { isObject, member } from '#server/domain/hedgehog/json.ts';
import type { FieldChange, JsonObject, JsonValue } from '#server/domain/resource.ts';
import { change, type Path } from './compare-values.ts';
import { isEqual } from './is-equal.ts';

/** Whether another manager owns a path or anything under it; `itself`: the path's own existence, as entries of maps have it. */
export type OthersOwn = (path: Path, itself: boolean) => boolean;

const FIELD = 'f:';

/**
 * What server-side apply takes away with a field that we owned (tried on a real server): all that is under it, what
 * webhooks filled in included, but for what other managers own. An entry of a map ("." in FieldsV1) goes with everything
 * in it unless another manager owns the entry itself.
 */
function removals(
  owned: JsonValue | undefined,
  live: JsonValue,
  wanted: JsonValue | undefined,
  path: Path,
  othersOwn: OthersOwn,
): FieldChange[] {
  if (isEqual(wanted, live)) return [];
  const isEntry = isObject(owned) && Object.hasOwn(owned, '.');
  if (!othersOwn(path, isEntry)) return [change(path, wanted, live)];
  if (!isObject(live)) return [];
  return Object.keys(live).flatMap((key) => {
    const filled = isObject(wanted) ? member(wanted, key) : undefined;
    const inside = isObject(owned) ? member(owned, `${FIELD}${key}`) : undefined;
    return removals(inside, live[key] ?? null, filled, [...path, key], othersOwn);
  });
}

interface RemovalWalk {
  readonly out: FieldChange[];
  readonly othersOwn: OthersOwn;
  /** Whether the next apply sends a field, also where the server then drops it. */
  readonly sends: (path: Path) => boolean;
}

/**
 * Fields that we set once and the source no longer sets: the next apply takes them away, so they are differences now.
 * One that stands at its default is none: taking it away changes nothing.
 */
export function removedFields(
  sides: {
    /** What the source sets. */
    readonly written: JsonObject;
    readonly wanted: JsonObject;
    readonly live: JsonObject;
    /** FieldsV1 of our manager at this place. */
    readonly owned: JsonObject;
  },
  path: Path,
  { out, othersOwn, sends }: RemovalWalk,
): void {
  for (const field of Object.keys(sides.owned)) {
    if (!field.startsWith(FIELD)) continue;
    const key = field.slice(FIELD.length);
    const live = member(sides.live, key);
    if (live === undefined || Object.hasOwn(sides.written, key)) continue;
    const at = [...path, key];
    if (!sends(at)) out.push(...removals(sides.owned[field], live, member(sides.wanted, key), at, othersOwn));
  }
}
