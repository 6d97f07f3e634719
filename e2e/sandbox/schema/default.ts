import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { childSchema } from './structural-schema.ts';
import type { Schema } from './structural-schema.ts';

/** Fills `default:` values. An explicit null takes the default too, unless the field is nullable. */
export function fillDefaults(schema: Schema, value: Json): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item) => fillDefaults(items, item)) : value;
  }
  if (!isObject(value)) return value;
  const filled: JsonObject = { ...value };
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const present = filled[key];
    const missing = present === undefined || (present === null && property.nullable !== true);
    if (missing && property.default !== undefined) filled[key] = structuredClone(property.default);
  }
  for (const [key, child] of Object.entries(filled)) {
    const childType = childSchema(schema, key);
    if (childType) filled[key] = fillDefaults(childType, child);
  }
  return filled;
}

/** Drops nulls under keys that may not be null: what the API server does on create and update, but not on apply. */
export function dropNulls(schema: Schema, value: Json): Json {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item) => dropNulls(items, item)) : value;
  }
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    const childType = childSchema(schema, key);
    if (child === null && childType && mayNotBeNull(childType)) continue;
    kept[key] = childType ? dropNulls(childType, child) : child;
  }
  return kept;
}

function mayNotBeNull(schema: Schema): boolean {
  return (
    schema.nullable !== true && (schema.type !== undefined || schema['x-kubernetes-int-or-string'] === true)
  );
}
