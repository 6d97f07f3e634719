import type { Schema } from '../schema/structural-schema.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * How server-side apply sees a value: a scalar, a list or a map; owned as a whole ("atomic") or part by part.
 * Derived from the structural schema as the API server derives it: lists are atomic unless a list type says otherwise,
 * maps are granular unless a map type says otherwise, an object without any properties is free-form.
 */
export type Atom =
  | { kind: 'scalar'; type: 'string' | 'numeric' | 'boolean' | 'untyped' }
  | { kind: 'list'; item: Schema; relation: 'atomic' | 'set' | 'map'; keys: string[] }
  | { kind: 'map'; atomic: boolean; fields: Record<string, Schema>; element: Schema | undefined };

/** Accepts everything; what it is shows in the value. */
export const ANY_SCHEMA: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

export function atomOf(schema: Schema, value: Json | undefined, other?: Json): Atom {
  const { type } = schema;
  if (type === 'array') return listAtom(schema);
  if (type === 'object') return mapAtom(schema);
  if (type !== undefined) return { kind: 'scalar', type: SCALARS[type] };
  const seen = value ?? other;
  if (Array.isArray(seen)) return listAtom(schema);
  return isObject(seen) ? mapAtom(schema) : { kind: 'scalar', type: 'untyped' };
}

const SCALARS = { string: 'string', boolean: 'boolean', integer: 'numeric', number: 'numeric' } as const;

function listAtom(schema: Schema): Atom {
  const type = schema['x-kubernetes-list-type'];
  const relation = type === 'map' || type === 'set' ? type : 'atomic';
  return {
    kind: 'list',
    item: schema.items ?? ANY_SCHEMA,
    relation,
    keys: schema['x-kubernetes-list-map-keys'] ?? [],
  };
}

function mapAtom(schema: Schema): Atom {
  const fields = schema.properties ?? {};
  const extra = schema.additionalProperties;
  const free =
    extra === true ||
    (extra === undefined &&
      (schema['x-kubernetes-preserve-unknown-fields'] === true || Object.keys(fields).length === 0));
  const element = typeof extra === 'object' ? extra : free ? ANY_SCHEMA : undefined;
  return { kind: 'map', atomic: schema['x-kubernetes-map-type'] === 'atomic', fields, element };
}

export function fieldSchema(atom: Atom & { kind: 'map' }, field: string): Schema | undefined {
  return Object.hasOwn(atom.fields, field) ? atom.fields[field] : atom.element;
}

/**
 * The path element that identifies an item of an associative list.
 * Throws an Error whose message is the API server's when the item has no identity.
 */
export function itemElement(atom: Atom & { kind: 'list' }, item: Json): string {
  if (atom.relation === 'set') {
    if (typeof item === 'object')
      throw new Error(
        "associative list without keys has an element that's " + (item ? 'a map type' : 'an explicit null'),
      );
    return `v:${JSON.stringify(item)}`;
  }
  if (!isObject(item)) {
    throw new Error(
      `associative list with keys may not have ${item === null ? 'a null element' : 'non-map elements'}`,
    );
  }
  const key: JsonObject = {};
  for (const name of atom.keys.toSorted()) {
    const value = item[name] ?? atom.item.properties?.[name]?.default;
    if (value !== undefined && value !== null) key[name] = value;
  }
  if (Object.keys(key).length === 0) {
    const names = `[${atom.keys.map((name) => JSON.stringify(name)).join(' ')}]`;
    throw new Error(
      `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
    );
  }
  return `k:${JSON.stringify(key)}`;
}

/** Items of a list with their path elements. */
export function listItems(atom: Atom & { kind: 'list' }, list: Json | undefined): [string, Json][] {
  return Array.isArray(list) ? list.map((item) => [itemElement(atom, item), item]) : [];
}

export function isEmptyContainer(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
