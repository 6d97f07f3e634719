import type { JsonObject, JsonValue } from '#server/domain/resource.ts';

/** A place in a value; numbers are places in lists. */
type Place = readonly (string | number)[];

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
  collect(value, schema, { path, pattern: path }, ({ pattern }) => found.add(pattern.join('.')));
  return [...found];
}

/** The same as exact places, each of them. */
export function unknownPlaces(
  value: JsonValue | undefined,
  schema: JsonValue | undefined,
  path: readonly string[] = [],
): Place[] {
  const found: Place[] = [];
  collect(value, schema, { path, pattern: path }, (at) => found.push(at.path));
  return found;
}

interface At {
  readonly path: Place;
  readonly pattern: readonly string[];
}

const inside = ({ path, pattern }: At, step: string | number, shown = String(step)): At => ({
  path: [...path, step],
  pattern: [...pattern, shown],
});

function collect(
  value: JsonValue | undefined,
  schema: JsonValue | undefined,
  at: At,
  tell: (unknown: At) => void,
): void {
  if (!isObject(schema) || schema['x-kubernetes-preserve-unknown-fields'] === true) return;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries())
      collect(item, schema['items'], inside(at, index, '*'), tell);
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
    if (Object.hasOwn(properties, key)) collect(inner, properties[key], inside(at, key), tell);
    else if (others !== undefined && others !== false) collect(inner, others, inside(at, key, '*'), tell);
    else tell(inside(at, key));
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
