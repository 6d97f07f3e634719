import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Schema } from '../schema/structural-schema.ts';
import { isEmptySet } from './fields-v1.ts';
import type { FieldSet } from './fields-v1.ts';
import { ANY_SCHEMA, atomOf, fieldSchema, isEmptyContainer, itemElement } from './typed-schema.ts';

/** The value without the given fields. What becomes empty by it is null, and left for the caller's schema to judge. */
export function removeFields(schema: Schema, value: Json, fields: FieldSet): Json {
  if (isEmptyContainer(value)) return value;
  const atom = atomOf(schema, value);
  if (atom.kind === 'map' && isObject(value)) {
    if (atom.atomic) return value;
    const kept: JsonObject = {};
    for (const [key, child] of Object.entries(value)) {
      const element = `f:${key}`;
      if (fields.members.has(element)) continue;
      const below = fields.children.get(element);
      kept[key] =
        below && !isEmptySet(below)
          ? removeFields(fieldSchema(atom, key) ?? ANY_SCHEMA, child, below)
          : child;
    }
    return Object.keys(kept).length > 0 ? kept : null;
  }
  if (atom.kind === 'list' && Array.isArray(value) && atom.relation !== 'atomic') {
    const kept = value.flatMap((item) => {
      const element = itemElement(atom, item);
      if (fields.members.has(element)) return [];
      const below = fields.children.get(element);
      return [below && !isEmptySet(below) ? removeFields(atom.item, item, below) : item];
    });
    return kept.length > 0 ? kept : null;
  }
  return value;
}

/**
 * Adds the declared fields on the way to owned ones: owning `.spec.a` also means that `.spec` may go when nobody else holds it.
 * Keys of maps are not added: they are owned for themselves or not at all.
 */
export function withNamedParents(schema: Schema, set: FieldSet): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, below] of set.children) {
    const child = childOf(schema, element);
    if (child.declared) members.add(element);
    children.set(element, withNamedParents(child.schema, below));
  }
  return { members, children };
}

function childOf(schema: Schema, element: string): { schema: Schema; declared: boolean } {
  if (element.startsWith('k:')) return { schema: schema.items ?? ANY_SCHEMA, declared: false };
  const key = element.slice(2);
  const property =
    schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (property) return { schema: property, declared: true };
  const extra = schema.additionalProperties;
  return { schema: typeof extra === 'object' ? extra : ANY_SCHEMA, declared: false };
}
