import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * A set of field paths, as managedFields keeps them (FieldsV1). A path is a list of elements in wire form:
 * `f:<field>`, `k:<key fields of a list item as JSON>`, `v:<value of a set as JSON>`.
 * A field can be a member (owned itself), a parent of members, or both; that is why the two are kept apart.
 */
export interface FieldSet {
  readonly members: Set<string>;
  readonly children: Map<string, FieldSet>;
}

export type FieldPath = readonly string[];

export function emptySet(): FieldSet {
  return { members: new Set(), children: new Map() };
}

export function setOf(...paths: FieldPath[]): FieldSet {
  const set = emptySet();
  for (const path of paths) insertPath(set, path);
  return set;
}

/** Adds a path in place: only for sets that are being built. The root itself cannot be owned. */
export function insertPath(set: FieldSet, path: FieldPath): void {
  let node = set;
  for (const [index, element] of path.entries()) {
    if (index === path.length - 1) {
      node.members.add(element);
      return;
    }
    let child = node.children.get(element);
    if (!child) node.children.set(element, (child = emptySet()));
    node = child;
  }
}

export function isEmptySet(set: FieldSet): boolean {
  return set.members.size === 0 && [...set.children.values()].every(isEmptySet);
}

export function hasPath(set: FieldSet, path: FieldPath): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  let node: FieldSet | undefined = set;
  for (const element of path.slice(0, -1)) node = node?.children.get(element);
  return node?.members.has(last) ?? false;
}

export function unionOf(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map(left.children);
  for (const [element, set] of right.children) {
    const other = children.get(element);
    children.set(element, other ? unionOf(other, set) : set);
  }
  return { members: new Set([...left.members, ...right.members]), children };
}

export function intersectionOf(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    const other = right.children.get(element);
    const shared = other && intersectionOf(set, other);
    if (shared && !isEmptySet(shared)) children.set(element, shared);
  }
  return { members: membersOf(left, (element) => right.members.has(element)), children };
}

/** What is in left and not in right, path by path: taking away a parent leaves its children. */
export function differenceOf(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    const other = right.children.get(element);
    const rest = other ? differenceOf(set, other) : set;
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { members: membersOf(left, (element) => !right.members.has(element)), children };
}

/** Taking away a parent takes its children too. */
export function recursiveDifferenceOf(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, set] of left.children) {
    if (right.members.has(element)) continue;
    const other = right.children.get(element);
    const rest = other ? recursiveDifferenceOf(set, other) : set;
    if (!isEmptySet(rest)) children.set(element, rest);
  }
  return { members: membersOf(left, (element) => !right.members.has(element)), children };
}

function membersOf(set: FieldSet, wanted: (element: string) => boolean): Set<string> {
  return new Set([...set.members].filter(wanted));
}

/** Every owned path, fields in byte order, a parent before its children. */
export function pathsOf(set: FieldSet, prefix: FieldPath = []): FieldPath[] {
  const paths: FieldPath[] = [];
  for (const element of elementsOf(set)) {
    const path = [...prefix, element];
    if (set.members.has(element)) paths.push(path);
    const below = set.children.get(element);
    if (below) paths.push(...pathsOf(below, path));
  }
  return paths;
}

function elementsOf(set: FieldSet): string[] {
  return [...new Set([...set.members, ...set.children.keys()])].toSorted();
}

export function toFieldsV1(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  for (const element of elementsOf(set)) {
    const child = set.children.get(element);
    const below = child && !isEmptySet(child) ? toFieldsV1(child) : {};
    if (!set.members.has(element) && Object.keys(below).length === 0) continue;
    fields[element] =
      set.members.has(element) && Object.keys(below).length > 0 ? { '.': {}, ...below } : below;
  }
  return fields;
}

export function fromFieldsV1(fields: Json | undefined): FieldSet {
  const set = emptySet();
  if (!isObject(fields)) return set;
  for (const [element, below] of Object.entries(fields)) {
    if (element === '.' || !isObject(below)) continue;
    const keys = Object.keys(below);
    if (keys.length === 0 || keys.includes('.')) set.members.add(element);
    if (keys.some((key) => key !== '.')) set.children.set(element, fromFieldsV1(below));
  }
  return set;
}

/** A path as conflicts print it: `.spec.subnets.x.vlan`, `.spec.items[name="a"]`, `.metadata.finalizers[="x"]`. */
export function printPath(path: FieldPath): string {
  return path.map(printElement).join('');
}

export function printElement(element: string): string {
  const value = element.slice(2);
  if (element.startsWith('f:')) return `.${value}`;
  if (element.startsWith('v:')) return `[=${value}]`;
  if (element.startsWith('i:')) return `[${value}]`;
  const keys = JSON.parse(value) as JsonObject;
  return `[${Object.entries(keys)
    .map(([key, part]) => `${key}=${JSON.stringify(part)}`)
    .join(',')}]`;
}
