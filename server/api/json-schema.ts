import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/**
 * A zod schema as JSON Schema 2020-12, which OpenAPI 3.1 speaks. What has a name (`meta({ id })`) goes into `components` and is
 * referred to.
 */
export function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, JsonSchema>,
): JsonSchema {
  const {
    $schema: _,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => simplify(zodSchema, jsonSchema as JsonSchema),
  }) as JsonSchema & { $defs?: Record<string, JsonSchema> };
  for (const [name, each] of Object.entries($defs ?? {})) components[name] = pointed(each) as JsonSchema;
  return pointed(rest) as JsonSchema;
}

function simplify(schema: z.core.$ZodTypes, json: JsonSchema): void {
  // Every integer that JSON carries safely: says nothing.
  if (json['minimum'] === Number.MIN_SAFE_INTEGER) delete json['minimum'];
  if (json['maximum'] === Number.MAX_SAFE_INTEGER) delete json['maximum'];
  if (json['format'] === 'date-time' || json['format'] === 'uuid') delete json['pattern'];
  if (JSON.stringify(json['propertyNames']) === '{"type":"string"}') delete json['propertyNames'];
  // Answers may gain fields; only requests that refuse unknown ones say so.
  const isStrict = schema._zod.def.type === 'object' && schema._zod.def.catchall?._zod.def.type === 'never';
  if (json['additionalProperties'] === false && !isStrict) delete json['additionalProperties'];
}

const LOCAL = '#/$defs/';

function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith(LOCAL)
        ? [key, `#/components/schemas/${inner.slice(LOCAL.length)}`]
        : key === 'id' && typeof inner === 'string'
          ? ['title', inner]
          : [key, pointed(inner)],
    ),
  );
}
