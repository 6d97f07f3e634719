import { readFile } from 'node:fs/promises';
import { expect, it, test } from 'vitest';
import { operationsSource } from '#server/api/client-types.ts';
import type { JsonSchema } from '#server/api/json-schema.ts';
import { typeOf } from '#server/api/schema-type.ts';
import { clientSource, OPERATIONS_FILE } from '#server/api/write-client.ts';

test('the client is what the OpenAPI document gives; if not: npm run client', async () => {
  expect(await readFile(OPERATIONS_FILE, 'utf8')).toBe(await clientSource());
});

test.each([
  [{}, 'unknown'],
  [{ type: 'integer', exclusiveMinimum: 0 }, 'number'],
  [{ type: ['string', 'null'], maxLength: 3 }, 'string | null'],
  [{ enum: ['a', 'b'], type: 'string' }, '"a" | "b"'],
  [{ const: true, type: 'boolean' }, 'true'],
  [{ anyOf: [{ type: 'string' }, { type: 'string', format: 'uuid' }, { type: 'null' }] }, 'string | null'],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } }, '(string | number)[]'],
  [
    { type: 'object', properties: { a: { type: 'string' }, b: {} }, required: ['a'] },
    '{ a: string; b?: unknown }',
  ],
  [{ type: 'object', properties: { a: { type: 'null' } } }, '{ a?: null | undefined }'],
  [{ type: 'object', additionalProperties: { type: 'integer' } }, '{ [key: string]: number }'],
  [
    { type: 'object', propertyNames: { enum: ['x', 'y'] }, additionalProperties: { type: 'integer' } },
    '{ [key in "x" | "y"]?: number | undefined }',
  ],
  [{ type: 'object', properties: {}, additionalProperties: false }, '{ [never in string]?: never }'],
])('%j is %s', (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

it.each([[{ not: {} }], [{ type: 'date' }], [{ $ref: '#/components/schemas/X' }]])(
  '%j is refused, rather than typed as anything',
  (schema) => {
    expect(() => typeOf(schema)).toThrow("The client's types do not know");
  },
);

const json = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

it('an operation becomes what it takes, what it answers, and the keys of its answer', () => {
  const thing = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
  const source = operationsSource({
    paths: {
      '/api/hedgehog/small-things/{id}': {
        patch: {
          summary: 'Change it',
          parameters: [
            { name: 'id', in: 'path', schema: { type: 'string' } },
            { name: 'fields', in: 'query', schema: { type: 'string' } },
            { name: 'dry', in: 'query', schema: { type: 'boolean' } },
            { name: 'If-Match', in: 'header', schema: { type: 'string' } },
          ],
          requestBody: { required: false, ...json({ anyOf: [thing, { type: 'array', items: thing }] }) },
          responses: { 200: json(thing), 422: json({}) },
        },
        delete: { summary: 'Delete it', parameters: [], responses: { 204: {} } },
      },
      '/api/hedgehog/small-things': {
        get: {
          summary: 'All',
          parameters: [],
          responses: {
            200: json({ properties: { next: {}, results: { type: 'array', items: thing } }, type: 'object' }),
          },
        },
      },
      '/health': { get: { summary: 'Left out', parameters: [], responses: {} } },
    },
  });

  expect(source).toContain('type SmallThing = { id: number };');
  expect(source).toContain(
    `/** Change it */\n'PATCH /small-things/{id}': { request: { params: { id: string }; query?: { dry?: boolean }; headers?: { 'If-Match'?: string }; body?: SmallThing }; answer: SmallThing };`,
  );
  expect(source).toContain(`'DELETE /small-things/{id}': { request: {  }; answer: undefined };`);
  expect(source).toContain('results?: (SmallThing)[]');
  expect(source).toContain(`'PATCH /small-things/{id}': 'id',`);
  expect(source).not.toContain('Left out');
});
