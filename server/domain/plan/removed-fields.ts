import { isObject, member } from '#server/domain/hedgehog/json.ts';
import type { FieldChange, JsonObject, JsonValue } from '#server/domain/resource.ts';
import { isEqual } from './is-equal.ts';

type Path = readonly (string | number)[];

const FIELD = 'f:';

function ownedKeys(owned: JsonObject): string[] {
  return Object.keys(owned)
    .filter((key) => key.startsWith(FIELD))
    .map((key) => key.slice(FIELD.length));
}

/** The live value under a key that goes when our ownership goes; whole = all of it. */
function removals(
  owned: JsonObject,
  wanted: JsonValue | undefined,
  live: JsonValue,
  path: Path,
): { whole: boolean; changes: FieldChange[] } {
  const keys = ownedKeys(owned);
  const whole = {
    whole: true,
    changes: [wanted === undefined ? { path, live } : { path, desired: wanted, live }],
  };
  if (!isObject(live)) return whole;
  // We own the bare struct; what others put into it stays.
  if (keys.length === 0) return { whole: Object.keys(live).length === 0, changes: [] };
  const inside = keys.flatMap((key) => {
    const value = member(live, key);
    const filled = isObject(wanted) ? member(wanted, key) : undefined;
    if (value === undefined || isEqual(value, filled)) return [];
    return [removals(ownedMember(owned, key), filled, value, [...path, key])];
  });
  const gone = inside.filter((entry) => entry.whole).length;
  if (wanted === undefined && gone > 0 && gone === Object.keys(live).length) return whole;
  return { whole: false, changes: inside.flatMap((entry) => entry.changes) };
}

function ownedMember(owned: JsonObject, key: string): JsonObject {
  const value = member(owned, `${FIELD}${key}`);
  return isObject(value) ? value : {};
}

/**
 * Fields that we set once and the source no longer sets: the next apply takes them away, so they are differences now.
 * One that stands at its default is none: taking it away changes nothing.
 */
export function removedFields(
  sides: {
    readonly written: JsonObject;
    readonly wanted: JsonObject;
    readonly live: JsonObject;
    readonly owned: JsonObject;
  },
  path: Path,
  out: FieldChange[],
): void {
  for (const key of ownedKeys(sides.owned)) {
    const live = member(sides.live, key);
    if (Object.hasOwn(sides.written, key) || live === undefined) continue;
    const wanted = member(sides.wanted, key);
    if (!isEqual(wanted, live))
      out.push(...removals(ownedMember(sides.owned, key), wanted, live, [...path, key]).changes);
  }
}
