import { emptyEntries } from '#server/domain/hedgehog/entry-members.ts';
import { isObject, member, valueAt } from '#server/domain/hedgehog/json.ts';
import type { JsonObject, JsonValue, LiveResource } from '#server/domain/resource.ts';
import { otherOwners, ownedFieldsOf } from './ownership.ts';

type Path = readonly string[];

/** Whether the next apply takes away all that an entry holds: every member is ours, and nobody else's. */
function losesEverything(live: LiveResource, owned: JsonObject, path: Path): boolean {
  const entry = valueAt(live.spec, path);
  if (!isObject(entry) || Object.keys(entry).length === 0) return false;
  const ours = valueAt(
    owned,
    ['spec', ...path].map((step) => `f:${step}`),
  );
  return Object.keys(entry).every(
    (key) =>
      isObject(ours) &&
      member(ours, `f:${key}`) !== undefined &&
      otherOwners(live, ['spec', ...path, key]).length === 0,
  );
}

/** A copy in which the empty entries at a place hold `filling`, where `isLost`. */
function fill(
  value: JsonValue | undefined,
  pattern: Path,
  path: Path,
  filling: JsonObject,
  isLost: (path: Path) => boolean,
): JsonValue | undefined {
  if (!isObject(value)) return value;
  const [step, ...rest] = pattern;
  if (step === undefined) return Object.keys(value).length === 0 && isLost(path) ? filling : value;
  const keys = step === '*' ? Object.keys(value) : [step];
  const filled: Record<string, JsonValue> = { ...value };
  for (const key of keys) {
    const inner = fill(member(value, key), rest, [...path, key], filling, isLost);
    if (inner !== undefined) filled[key] = inner;
  }
  return filled;
}

/**
 * What is sent so that an entry of ours can lose its last member and stay: `peering.vpc-1: {expose: […]}` → `vpc-1: {}`. The
 * API server makes null of an object whose members all go with their only owner, and then refuses it (tried on 1.36), so such
 * an entry keeps one member that says nothing. Everything else is sent as it is.
 */
export function keepEntries(kind: string, spec: JsonObject, live: LiveResource | undefined): JsonObject {
  const entries = emptyEntries(kind);
  const owned = live === undefined || entries.length === 0 ? null : ownedFieldsOf(live);
  if (live === undefined || owned === null) return spec;
  return entries.reduce(
    (sent, { path, member: filling }) =>
      (fill(sent, path, [], filling, (at) => losesEverything(live, owned, at)) as JsonObject | undefined) ??
      sent,
    spec,
  );
}
