import { equalJson, isObject } from '../json.ts';
import type { Json } from '../json.ts';
import type { Schema } from '../schema/structural-schema.ts';
import { emptySet, insertPath } from './fields-v1.ts';
import type { FieldPath, FieldSet } from './fields-v1.ts';
import { ANY_SCHEMA, atomOf, fieldSchema, isEmptyContainer, listItems } from './typed-schema.ts';
import type { Atom } from './typed-schema.ts';

export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** Which fields differ between two objects of a kind. Atomic parts count as one field. */
export function compareTyped(schema: Schema, left: Json, right: Json): Comparison {
  const out: Comparison = { added: emptySet(), modified: emptySet(), removed: emptySet() };
  walk(schema, left, right, [], out);
  return out;
}

/** Every field that a configuration speaks of: what its manager will own. */
export function fieldSetOf(schema: Schema, value: Json): FieldSet {
  const set = emptySet();
  collect(schema, value, [], set);
  return set;
}

function walk(
  schema: Schema,
  left: Json | undefined,
  right: Json | undefined,
  path: FieldPath,
  out: Comparison,
): void {
  let isLeaf = false;
  for (const atom of atomsOf(schema, left, right)) {
    isLeaf = isLeafOf(atom, left, right);
    if (isLeaf) markLeaf(left, right, path, out);
    else if (atom.kind === 'map') walkMap(atom, left, right, path, out);
    else if (atom.kind === 'list') walkList(atom, left, right, path, out);
  }
  if (isLeaf || path.length === 0) return;
  if (left === undefined) insertPath(out.added, path);
  else if (right === undefined) insertPath(out.removed, path);
}

/** A free-form value may go from one shape to another: then both shapes are walked. */
function atomsOf(schema: Schema, left: Json | undefined, right: Json | undefined): Atom[] {
  if (left === undefined) return [atomOf(schema, right)];
  const before = atomOf(schema, left, right);
  if (right === undefined) return [before];
  const after = atomOf(schema, right, left);
  return before.kind === after.kind ? [after] : [before, after];
}

function isLeafOf(atom: Atom, left: Json | undefined, right: Json | undefined): boolean {
  if (atom.kind === 'scalar' || isAtomic(atom)) return true;
  return [left, right].every((value) => isEmptyContainer(value) || !hasShape(atom, value));
}

function hasShape(atom: Atom, value: Json | undefined): boolean {
  return atom.kind === 'map' ? isObject(value) : Array.isArray(value);
}

function markLeaf(left: Json | undefined, right: Json | undefined, path: FieldPath, out: Comparison): void {
  if (left === undefined) insertPath(out.added, path);
  else if (right === undefined) insertPath(out.removed, path);
  else if (!equalJson(left, right)) insertPath(out.modified, path);
}

function isAtomic(atom: Atom): boolean {
  return (atom.kind === 'map' && atom.atomic) || (atom.kind === 'list' && atom.relation === 'atomic');
}

function walkMap(
  atom: Atom & { kind: 'map' },
  left: Json | undefined,
  right: Json | undefined,
  path: FieldPath,
  out: Comparison,
): void {
  const before = isObject(left) ? left : {};
  const after = isObject(right) ? right : {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    walk(fieldSchema(atom, key) ?? ANY_SCHEMA, before[key], after[key], [...path, `f:${key}`], out);
  }
}

function walkList(
  atom: Atom & { kind: 'list' },
  left: Json | undefined,
  right: Json | undefined,
  path: FieldPath,
  out: Comparison,
): void {
  const before = new Map(listItems(atom, left));
  const after = new Map(listItems(atom, right));
  for (const element of new Set([...before.keys(), ...after.keys()])) {
    walk(atom.item, before.get(element), after.get(element), [...path, element], out);
  }
}

function collect(schema: Schema, value: Json, path: FieldPath, set: FieldSet): void {
  const atom = atomOf(schema, value);
  if (atom.kind === 'scalar' || isAtomic(atom)) {
    insertPath(set, path);
    return;
  }
  if (atom.kind === 'list') {
    for (const [element, item] of listItems(atom, value)) {
      collect(atom.item, item, [...path, element], set);
      insertPath(set, [...path, element]);
    }
    return;
  }
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    const childPath = [...path, `f:${key}`];
    collect(fieldSchema(atom, key) ?? ANY_SCHEMA, child, childPath, set);
    const isEmpty = child === null || (isObject(child) && Object.keys(child).length === 0);
    // A declared field stands for its content; a key of a map is itself something that a manager puts there.
    if (isEmpty || !Object.hasOwn(atom.fields, key)) insertPath(set, childPath);
  }
}
