import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { childSchema, joinField } from './structural-schema.ts';
import type { Schema } from './structural-schema.ts';

export interface Pruned {
  value: Json;
  /** Paths of the fields that were dropped, in byte order, as strict field validation names them. */
  unknown: string[];
}

/**
 * Drops every field that the schema does not declare, as the API server does before it stores an object.
 * Free-form parts (preserve-unknown-fields) keep undeclared fields, but declared ones under them are still pruned.
 */
export function pruneUnknown(schema: Schema, value: Json): Pruned {
  const unknown: string[] = [];
  const kept = walk(schema, value, '', unknown);
  return { value: kept, unknown: unknown.toSorted() };
}

function walk(schema: Schema, value: Json, path: string, unknown: string[]): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item, index) => walk(items, item, `${path}[${index}]`, unknown)) : value;
  }
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    const childType = childSchema(schema, key);
    const childPath = joinField(path, key);
    if (childType) kept[key] = walk(childType, child, childPath, unknown);
    else if (schema['x-kubernetes-preserve-unknown-fields']) kept[key] = child;
    else unknown.push(childPath);
  }
  return kept;
}
