import { expect, test } from 'vitest';
import { documentOfEndpoints } from '#server/api/client-types.ts';
import type { JsonSchema } from '#server/api/json-schema.ts';

/** Whether a description stands with the field itself, or with what it is beside null. */
const isDescribed = (schema: JsonSchema): boolean =>
  typeof schema['description'] === 'string' ||
  (Array.isArray(schema['anyOf']) && (schema['anyOf'] as JsonSchema[]).some(isDescribed));

/** Fields without words for people, by their path from `at`. */
function undescribed(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, items, anyOf, allOf, additionalProperties } = schema as JsonSchema;
  const fields = Object.entries((properties ?? {}) as Record<string, JsonSchema>);
  return [
    ...fields.flatMap(([name, each]) => [
      ...(isDescribed(each) ? [] : [`${at}.${name}`]),
      ...undescribed(each, `${at}.${name}`),
    ]),
    ...undescribed(items, at),
    ...undescribed(additionalProperties, at),
    ...[anyOf, allOf].flat().flatMap((each) => undescribed(each, at)),
  ];
}

interface Operation {
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Every schema of the bodies that stand below. */
function bodies(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'schema' ? [inner] : Array.isArray(inner) ? inner.flatMap(bodies) : bodies(inner),
  );
}

test('every field of every request and answer says what it is', () => {
  const { paths, components } = documentOfEndpoints() as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: JsonSchema };
  };
  const found = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).flatMap(([verb, { requestBody, responses }]) => [
      ...bodies(requestBody).flatMap((schema) => undescribed(schema, `${verb} ${path} <`)),
      ...bodies(responses).flatMap((schema) => undescribed(schema, `${verb} ${path} >`)),
    ]),
  );
  const named = Object.entries(components.schemas).flatMap(([name, schema]) => undescribed(schema, name));

  expect([...new Set([...found, ...named])]).toEqual([]);
});
