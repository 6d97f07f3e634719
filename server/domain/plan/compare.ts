import { isList, isObject, member, valueAt } from '#server/domain/hedgehog/json.ts';
import {
  asWritten,
  canonicalOf,
  normalise,
  sendableSpec,
  type ContentForm,
} from '#server/domain/hedgehog/normalise.ts';
import { below, type PathTree } from '#server/domain/hedgehog/path-tree.ts';
import { specRules } from '#server/domain/hedgehog/spec-rules.ts';
import type { DesiredResource, FieldChange, JsonObject, LiveResource } from '#server/domain/resource.ts';
import { change, listChanges, type Path } from './compare-values.ts';
import { otherOwners, ownedFieldsOf } from './ownership.ts';
import { removedFields, type OthersOwn } from './removed-fields.ts';

/** What the walk carries along. */
interface Walk {
  readonly out: FieldChange[];
  readonly othersOwn: OthersOwn;
  /** Whether an apply sends a field: more than `written` where the server drops a part by itself. */
  readonly sends: (path: Path) => boolean;
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

function memberChanges(sides: Sides, key: string, path: Path, paths: PathTree, walk: Walk): void {
  const written = member(sides.written, key) ?? null;
  const wanted = member(sides.wanted, key);
  const live = member(sides.live, key);
  const differs = (desired: typeof wanted): unknown => walk.out.push(change([...path, key], desired, live));
  if (isObject(written)) {
    if (isObject(live)) {
      const owned = child(sides.owned, `f:${key}`);
      objectChanges({ written, wanted: child(sides.wanted, key), live, owned }, [...path, key], paths, walk);
    } else if (live !== undefined || wanted !== undefined) differs(written);
  } else if (isList(written)) {
    const list = isList(wanted) ? wanted : [];
    if (isList(live)) listChanges(list, live, [...path, key], paths.marks.has('sorted'), walk.out);
    else if (live !== undefined || list.length > 0) differs(list);
  } else if (wanted !== live) differs(wanted ?? written);
}

function objectChanges(sides: Sides, path: Path, paths: PathTree, walk: Walk): void {
  for (const key of Object.keys(sides.written)) {
    memberChanges(sides, key, path, below(paths, key), walk);
  }
  removedFields(sides, path, walk);
}

/** Labels and annotations: a text that is empty is still there. */
function textChanges(
  field: 'labels' | 'annotations',
  forms: ComparedForms,
  metadata: JsonObject,
  walk: Walk,
): void {
  const path = ['metadata', field];
  const written = forms.written[field];
  const live = forms.live[field];
  for (const key of Object.keys(written)) {
    const text = written[key];
    const found = member(live, key);
    if (found !== text) walk.out.push(change([...path, key], text, found));
  }
  removedFields({ written, wanted: written, live, owned: child(metadata, `f:${field}`) }, path, walk);
}

export interface ComparedForms {
  /** Of the source, by asWritten. */
  readonly written: ContentForm;
  /** Of the live object, by normalise. */
  readonly live: ContentForm;
}

/** compareResource on forms that are there already. */
export function compareForms(
  desired: Pick<DesiredResource, 'kind' | 'spec'>,
  forms: ComparedForms,
  managedFields: LiveResource['managedFields'],
  ownedFields = ownedFieldsOf({ managedFields }),
): FieldChange[] {
  const owned = ownedFields ?? {};
  const othersOwn: OthersOwn = (path, itself) => otherOwners({ managedFields }, path, itself).length > 0;
  let sent: JsonObject | undefined;
  const sends = ([part, ...path]: Path): boolean => {
    sent ??= sendableSpec(desired.kind, desired.spec);
    return part === 'spec' && valueAt(sent, path.map(String)) !== undefined;
  };
  const walk: Walk = { out: [], othersOwn, sends };
  const spec = {
    written: forms.written.spec,
    wanted: canonicalOf(desired.kind, forms.written).spec,
    live: forms.live.spec,
    owned: child(owned, 'f:spec'),
  };
  objectChanges(spec, ['spec'], specRules(desired.kind).paths, walk);
  const metadata = child(owned, 'f:metadata');
  textChanges('labels', forms, metadata, walk);
  textChanges('annotations', forms, metadata, walk);
  return walk.out;
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
  const forms = { written: asWritten(desired), live: normalise(live) };
  return compareForms(desired, forms, live.managedFields, options.ownedFields);
}
