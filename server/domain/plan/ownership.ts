import { isObject, member, valueAt } from '#server/domain/hedgehog/json.ts';
import { asWritten } from '#server/domain/hedgehog/normalise.ts';
import {
  OWNERSHIP,
  type DesiredResource,
  type JsonObject,
  type JsonValue,
  type LiveResource,
} from '#server/domain/resource.ts';

type Path = readonly (string | number)[];

/** The fabric that an object belongs to by its label; null = nobody's of this product. */
export function ownerOf(live: Pick<LiveResource, 'labels'>): string | null {
  return Object.hasOwn(live.labels, OWNERSHIP.ownerLabel)
    ? (live.labels[OWNERSHIP.ownerLabel] ?? null)
    : null;
}

/**
 * The fields that our manager owns (FieldsV1): its entry of operation Apply without subresource, nothing else counts.
 * {} = it owns none; null = the server strips managedFields, nothing is known.
 */
export function ownedFieldsOf(live: Pick<LiveResource, 'managedFields'>): JsonObject | null {
  if (live.managedFields.length === 0) return null;
  const ours = live.managedFields.find(
    (entry) =>
      entry.manager === OWNERSHIP.fieldManager &&
      entry.operation === 'Apply' &&
      (entry.subresource === undefined || entry.subresource === ''),
  );
  return ours?.fields ?? {};
}

function isLeaf(node: JsonObject): boolean {
  return !Object.keys(node).some((key) => key.startsWith('f:'));
}

/**
 * Whether a FieldsV1 tree owns a path, or anything under it. Lists are atomic: an index is owned with its list.
 * @param itself only the path's own existence counts ("." or a leaf), not what is under it
 */
function ownsPath(fields: JsonObject, path: Path, itself = false): boolean {
  let node = fields;
  for (const step of path) {
    const next: JsonValue | undefined = typeof step === 'number' ? undefined : member(node, `f:${step}`);
    // A leaf above the path: an atomic list or map, owned whole.
    if (!isObject(next)) return node !== fields && isLeaf(node);
    node = next;
  }
  return !itself || isLeaf(node) || Object.hasOwn(node, '.');
}

/** The other managers that own a path; status and other subresources do not count. */
export function otherOwners(live: Pick<LiveResource, 'managedFields'>, path: Path, itself = false): string[] {
  const managers = live.managedFields
    .filter((entry) => entry.manager !== OWNERSHIP.fieldManager || entry.operation !== 'Apply')
    .filter((entry) => (entry.subresource ?? '') === '' && ownsPath(entry.fields, path, itself))
    .map((entry) => entry.manager);
  return [...new Set(managers)];
}

function ownsEvery(written: JsonObject, owned: JsonObject): boolean {
  return Object.entries(written).every(([key, value]) => {
    const node = member(owned, `f:${key}`);
    if (!isObject(node)) return false;
    return !isObject(value) || Object.keys(value).length === 0 || ownsEvery(value, node);
  });
}

/** Whether our manager owns every field that the source sets; false where the server does not tell. */
export function ownsAllOf(desired: DesiredResource, live: Pick<LiveResource, 'managedFields'>): boolean {
  const owned = ownedFieldsOf(live);
  if (owned === null) return false;
  const written = asWritten(desired);
  const tree = (...path: string[]): JsonObject => {
    const node = valueAt(owned, path);
    return isObject(node) ? node : {};
  };
  return (
    ownsEvery(written.spec, tree('f:spec')) &&
    ownsEvery(written.labels, tree('f:metadata', 'f:labels')) &&
    ownsEvery(written.annotations, tree('f:metadata', 'f:annotations'))
  );
}
