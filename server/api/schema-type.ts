import type { JsonSchema } from '#server/api/json-schema.ts';

/** Says nothing about the shape of a value: bounds, patterns, words for people. */
const WITHOUT_SHAPE = new Set([
  'default',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'format',
  'pattern',
  'description',
  'title',
  'propertyNames',
]);
const WITH_SHAPE = new Set([
  'type',
  'enum',
  'const',
  'anyOf',
  'allOf',
  'items',
  'properties',
  'required',
  'additionalProperties',
]);

/**
 * A JSON Schema of our own document as a TypeScript type. What may be absent may also be undefined: JSON does not carry it.
 * @throws Error for a keyword that no schema of ours had yet, rather than a type that says less
 */
export function typeOf(schema: JsonSchema): string {
  const strange = Object.keys(schema).find((key) => !WITHOUT_SHAPE.has(key) && !WITH_SHAPE.has(key));
  if (strange !== undefined) throw new Error(`The client's types do not know "${strange}" of JSON Schema`);
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((each) => JSON.stringify(each)).join(' | ');
  if (Array.isArray(schema['anyOf'])) {
    return [...new Set((schema['anyOf'] as JsonSchema[]).map(typeOf))].join(' | ');
  }
  const types = [schema['type']].flat();
  return types.map((type) => namedType(type, schema)).join(' | ');
}

function namedType(type: unknown, schema: JsonSchema): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `(${typeOf((schema['items'] ?? {}) as JsonSchema)})[]`;
    case 'object':
      return objectType(schema);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`The client's types do not know the type ${JSON.stringify(type)}`);
  }
}

function objectType(schema: JsonSchema): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const required = new Set((schema['required'] ?? []) as string[]);
  const more = schema['additionalProperties'];
  if (properties.length === 0) {
    return typeof more === 'object' && more !== null
      ? recordType(schema, more as JsonSchema)
      : more === false
        ? '{ [never in string]?: never }'
        : '{ [key: string]: unknown }';
  }
  const members = properties.map(([name, each]) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    return required.has(name) ? `${key}: ${typeOf(each)}` : `${key}?: ${optional(typeOf(each))}`;
  });
  return `{ ${members.join('; ')} }`;
}

function recordType(schema: JsonSchema, value: JsonSchema): string {
  const keys = (schema['propertyNames'] as JsonSchema | undefined)?.['enum'];
  if (!Array.isArray(keys)) return `{ [key: string]: ${typeOf(value)} }`;
  return `{ [key in ${keys.map((each) => JSON.stringify(each)).join(' | ')}]?: ${optional(typeOf(value))} }`;
}

const optional = (type: string): string => (type === 'unknown' ? type : `${type} | undefined`);
