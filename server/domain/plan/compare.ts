import { isList, isObject, member } from '#server/domain/hedgehog/json.ts';
import { asWritten, normalise, type ContentForm } from '#server/domain/hedgehog/normalise.ts';
import { below, NO_PATHS, type PathTree } from '#server/domain/hedgehog/path-tree.ts';
import { specRules } from '#server/domain/hedgehog/spec-rules.ts';
import type {
  DesiredResource,
  FieldChange,
  JsonObject,
  JsonValue,
  LiveResource,
} from '#server/domain/resource.ts';
import { isEqual } from './is-equal.ts';
import { ownedFieldsOf } from './ownership.ts';
import { removedFields } from './removed-fields.ts';

type Path = readonly (string | number)[];

/** One side of a change is left out where the field is not there. */
export function change(path: Path, desired: JsonValue | undefined, live: JsonValue | undefined): FieldChange {
  return { path, ...(desired === undefined ? {} : { desired }), ...(live === undefined ? {} : { live }) };
}

/** Two values that must be equal in everything: inside lists, which the API server takes whole. */
function exactChanges(desired: JsonValue, live: JsonValue, path: Path, out: FieldChange[]): void {
  if (isObject(desired) && isObject(live)) {
    for (const key of new Set([...Object.keys(desired), ...Object.keys(live)])) {
      const left = member(desired, key);
      const right = member(live, key);
      if (left === undefined || right === undefined) out.push(change([...path, key], left, right));
      else exactChanges(left, right, [...path, key], out);
    }
  } else if (isList(desired) && isList(live)) listChanges(desired, live, path, NO_PATHS, out);
  else if (desired !== live) out.push(change(path, desired, live));
}

function listChanges(
  desired: readonly JsonValue[],
  live: readonly JsonValue[],
  path: Path,
  paths: PathTree,
  out: FieldChange[],
): void {
  if (isEqual(desired, live)) return;
  const elementwise =
    desired.length === live.length &&
    !paths.marks.has('sorted') &&
    desired.every((entry) => isObject(entry)) &&
    live.every((entry) => isObject(entry));
  if (!elementwise) out.push(change(path, desired, live));
  else desired.forEach((entry, index) => exactChanges(entry, live[index] ?? null, [...path, index], out));
}

interface Sides {
  /** What the source sets, blanks included: only this can differ, or what we own. */
  readonly written: JsonObject;
  /** The canonical form of the source: the values to compare by. */
  readonly wanted: JsonObject;
  readonly live: JsonObject;
  /** FieldsV1 of our manager at this place. */
  readonly owned: JsonObject;
}

const child = (object: JsonObject, key: string): JsonObject => {
  const value = member(object, key);
  return isObject(value) ? value : {};
};

function memberChanges(sides: Sides, key: string, path: Path, paths: PathTree, out: FieldChange[]): void {
  const written = member(sides.written, key) ?? null;
  const wanted = member(sides.wanted, key);
  const live = member(sides.live, key);
  if (isObject(written)) {
    // Nothing wanted: an object of blanks only, which sets nothing unless blanks in it are live.
    if (live === undefined) {
      if (wanted !== undefined) out.push(change(path, written, undefined));
    } else if (!isObject(live)) out.push(change(path, written, live));
    else {
      const inner = {
        written,
        wanted: child(sides.wanted, key),
        live,
        owned: child(sides.owned, `f:${key}`),
      };
      objectChanges(inner, path, paths, out);
    }
  } else if (isList(written)) {
    const list = isList(wanted) ? wanted : [];
    if (live === undefined || isList(live)) {
      if (live === undefined ? list.length > 0 : live.length === 0) out.push(change(path, list, live));
      else listChanges(list, isList(live) ? live : [], path, paths, out);
    } else out.push(change(path, list, live));
  } else if (isObject(live) || isList(live) || wanted !== live)
    out.push(change(path, wanted ?? written, live));
}

function objectChanges(sides: Sides, path: Path, paths: PathTree, out: FieldChange[]): void {
  for (const key of Object.keys(sides.written))
    memberChanges(sides, key, [...path, key], below(paths, key), out);
  removedFields(sides, path, out);
}

/** Labels and annotations: a text that is empty is still there. */
function textChanges(
  field: 'labels' | 'annotations',
  desired: ContentForm,
  live: ContentForm,
  owned: JsonObject,
  out: FieldChange[],
): void {
  const path = ['metadata', field];
  for (const [key, text] of Object.entries(desired[field])) {
    const found = member(live[field], key);
    if (found !== text) out.push(change([...path, key], text, found));
  }
  removedFields(
    { written: desired[field], wanted: desired[field], live: live[field], owned: child(owned, `f:${field}`) },
    path,
    out,
  );
}

export interface CompareOptions {
  /** FieldsV1 of our manager; null = unknown. Absent = taken from the live object's managedFields. */
  readonly ownedFields?: JsonObject | null;
}

/**
 * Where live differs from desired, by meaning: on fields that desired sets, and on fields that our manager owns and
 * desired no longer sets. What others set and desired does not is no drift. Lists are whole values: same length, equal
 * elements once defaults are filled. Paths and values are those of the canonical form.
 */
export function compareResource(
  desired: DesiredResource,
  live: LiveResource,
  options: CompareOptions = {},
): FieldChange[] {
  const owned = (options.ownedFields === undefined ? ownedFieldsOf(live) : options.ownedFields) ?? {};
  const written = asWritten(desired);
  const wanted = normalise(desired);
  const found = normalise(live);
  const out: FieldChange[] = [];
  const spec = {
    written: written.spec,
    wanted: wanted.spec,
    live: found.spec,
    owned: child(owned, 'f:spec'),
  };
  objectChanges(spec, ['spec'], specRules(desired.kind).paths, out);
  const metadata = child(owned, 'f:metadata');
  textChanges('labels', written, found, metadata, out);
  textChanges('annotations', written, found, metadata, out);
  return out;
}
