import { equalJson, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Schema } from '../schema/structural-schema.ts';
import {
  differenceOf,
  emptySet,
  hasPath,
  intersectionOf,
  isEmptySet,
  pathsOf,
  recursiveDifferenceOf,
  setOf,
  unionOf,
} from './fields-v1.ts';
import type { FieldPath, FieldSet } from './fields-v1.ts';
import { capUpdaters, managerId } from './managed-fields.ts';
import type { Manager, ManagerName, Managers } from './managed-fields.ts';
import { compareTyped, fieldSetOf } from './typed-compare.ts';
import { mergeTyped } from './typed-merge.ts';
import { removeFields, withNamedParents } from './typed-remove.ts';

export interface Conflict {
  manager: Manager;
  path: FieldPath;
}

export type Applied =
  | { object: JsonObject; managers: Managers; changed: boolean }
  | { conflicts: Conflict[] };

interface Context {
  schema: Schema;
  managers: Managers;
  name: ManagerName;
  /** RFC 3339, whole seconds. */
  now: string;
  /** Fields that this endpoint does not take from the request (status on the object itself, all else on its status). */
  reset: FieldSet;
}

/** Never owned by anybody. */
const IDENTITY = setOf(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((field) => ['f:metadata', `f:${field}`]),
);

/**
 * Server-side apply: merges a configuration into the live object, removes what this manager applied before and no longer
 * does (unless somebody else owns it), and works out who owns what. Fields that others own with another value are
 * conflicts unless forced; forced, they change hands. Objects come without managedFields.
 */
export function applyConfiguration(
  context: Context & { live: JsonObject; config: JsonObject; force: boolean },
): Applied {
  const { schema, live, config, name, reset, now } = context;
  const id = managerId(name);
  const previous = context.managers.get(id);
  const owned = recursiveDifferenceOf(fieldSetOf(schema, config), reset);
  const managers: Managers = new Map(context.managers);
  // Who applies for the first time what is there already gets no time.
  managers.set(id, { ...name, fields: owned, time: previous?.time ?? '' });

  const laid = mergeTyped(schema, live, config);
  const merged = isObject(laid) ? laid : {};
  const pruned = previous ? pruneLeft(schema, merged, previous.fields, managers) : merged;
  const object = isObject(pruned) ? pruned : {};

  const settled = settle(schema, live, object, managers, id, reset);
  if (settled.conflicts.length > 0 && !context.force) return { conflicts: settled.conflicts };
  strip(settled.managers, id);
  const changed = !equalJson(live, object);
  const mine = settled.managers.get(id);
  if (changed && mine) settled.managers.set(id, { ...mine, time: now });
  return { object, managers: settled.managers, changed };
}

/** Who owns what after a create, update or patch: the writer owns what it added or changed, nobody what is gone. */
export function trackUpdate(context: Context & { live: JsonObject; next: JsonObject }): Managers {
  const { schema, live, next, name, reset, now } = context;
  const id = managerId(name);
  const settled = settle(schema, live, next, new Map(context.managers), id, reset);
  const { added, modified, removed } = settled.comparison;
  const before = settled.managers.get(id);
  const kept = differenceOf(before?.fields ?? emptySet(), removed);
  const fields = recursiveDifferenceOf(unionOf(unionOf(kept, modified), added), reset);
  settled.managers.set(id, { ...name, fields, time: before?.time ?? now });
  strip(settled.managers, id);
  const mine = settled.managers.get(id);
  const took = [added, modified].some((set) => !isEmptySet(differenceOf(set, IDENTITY)));
  if (mine && (took || !before)) settled.managers.set(id, { ...mine, time: now });
  return capUpdaters(settled.managers);
}

/** Takes changed fields from the other managers and drops removed ones everywhere. */
function settle(
  schema: Schema,
  live: JsonObject,
  next: JsonObject,
  managers: Managers,
  self: string,
  reset: FieldSet,
) {
  const whole = compareTyped(schema, live, next);
  const comparison = {
    added: recursiveDifferenceOf(whole.added, reset),
    modified: recursiveDifferenceOf(whole.modified, reset),
    removed: recursiveDifferenceOf(whole.removed, reset),
  };
  const touched = unionOf(comparison.modified, comparison.added);
  const conflicts: Conflict[] = [];
  for (const [id, manager] of managers) {
    if (id === self) continue;
    const lost = intersectionOf(manager.fields, touched);
    conflicts.push(...pathsOf(lost).map((path) => ({ manager, path })));
    const fields = differenceOf(differenceOf(manager.fields, lost), comparison.removed);
    if (isEmptySet(fields)) managers.delete(id);
    else managers.set(id, { ...manager, fields });
  }
  return { managers, comparison, conflicts };
}

/** Removes what the manager applied last time and nobody owns any more. */
function pruneLeft(schema: Schema, merged: JsonObject, last: FieldSet, managers: Managers): Json {
  const mine = withNamedParents(schema, last);
  const before = withNamedParents(schema, fieldSetOf(schema, merged));
  const firstCut = removeFields(schema, merged, mine) ?? {};
  const afterCut = withNamedParents(schema, fieldSetOf(schema, firstCut));
  const held = [...managers.values()]
    .map(({ fields }) => withNamedParents(schema, fields))
    .reduce(unionOf, emptySet());
  const secondCut = removeFields(schema, merged, differenceOf(before, unionOf(afterCut, held))) ?? {};
  const remaining = withNamedParents(schema, fieldSetOf(schema, secondCut));
  return removeFields(schema, merged, intersectionOf(differenceOf(before, remaining), mine));
}

function strip(managers: Managers, id: string): void {
  const manager = managers.get(id);
  if (!manager) return;
  const fields = differenceOf(manager.fields, IDENTITY);
  if (isEmptySet(fields)) managers.delete(id);
  else managers.set(id, { ...manager, fields });
}

/** The conflicts that are not among the given fields. */
export function conflictsOutside(conflicts: Conflict[], allowed: FieldSet): Conflict[] {
  return conflicts.filter(({ path }) => !hasPath(allowed, path));
}
