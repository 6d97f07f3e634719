import type { JsonObject, JsonValue } from '#server/domain/resource.ts';

/**
 * Paths that a value uses and its schema does not have: an API server drops them silently, or refuses the object where it is
 * told to be strict. Keys of maps and places in lists read `*`, so that a thousand subnets are one path.
 * @param schema openAPIV3Schema as the cluster has it
 */
export function unknownFields(
  value: JsonValue | undefined,
  schema: JsonValue | undefined,
  path: readonly string[] = [],
): string[] {
  const found = new Set<string>();
  collect(value, schema, path, found);
  return [...found];
}

function collect(
  value: JsonValue | undefined,
  schema: JsonValue | undefined,
  path: readonly string[],
  found: Set<string>,
): void {
  if (!isObject(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) collect(item, schema['items'], [...path, '*'], found);
    return;
  }
  if (!isObject(value)) return;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const others = schema['additionalProperties'];
  // Neither named nor other fields: the schema does not say what the object holds.
  if (schema['properties'] === undefined && others === undefined) {
    if (schema['type'] !== 'object') return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (Object.hasOwn(properties, key)) collect(inner, properties[key], [...path, key], found);
    else if (others !== undefined && others !== false) collect(inner, others, [...path, '*'], found);
    else found.add([...path, key].join('.'));
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
