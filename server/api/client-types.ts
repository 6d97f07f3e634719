import { Hono } from 'hono';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import type { ApiEnvironment } from '#server/api/endpoint.ts';
import { addEndpoints } from '#server/api/endpoints.ts';
import { openApiDocument } from '#server/api/openapi.ts';
import type { JsonSchema } from '#server/api/json-schema.ts';
import { typeOf } from '#server/api/schema-type.ts';

const PREFIX = '/api/hedgehog';

interface Operation {
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Named {
  readonly name: string;
  readonly operation: Operation;
}
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** The OpenAPI document without a running app: nothing of what the handlers need is touched by adding them. */
export function documentOfEndpoints(): { readonly paths: Paths } {
  const parts = { operations: [], publicUrl: 'http://localhost' } as unknown as EndpointDependencies;
  addEndpoints(new Hono<ApiEnvironment>({ strict: false }), parts);
  return openApiDocument(parts.operations) as unknown as { readonly paths: Paths };
}

/** TypeScript for the client: what each operation takes and answers, and which keys its answer cannot be without. */
export function operationsSource({ paths }: { readonly paths: Paths }): string {
  const operations: readonly Named[] = Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith(`${PREFIX}/`)
      ? Object.entries(methods).map(([method, operation]) => ({
          name: `${method.toUpperCase()} ${path.slice(PREFIX.length)}`,
          operation,
        }))
      : [],
  );
  const types = operations.map(
    ({ name, operation }) =>
      `/** ${operation.summary} */\n'${name}': { request: ${requestType(operation)}; answer: ${answerType(operation)} };`,
  );
  const items = Object.entries(Object.fromEntries(operations.flatMap(itemOf)));
  // One that holds another is named first.
  items.sort(([, one], [, other]) => other.length - one.length);
  const named = (text: string): string =>
    items.reduce((now, [name, type]) => now.replaceAll(type, name), text);
  const keys = operations.flatMap(({ name, operation }) => {
    const known = answerKeys(operation);
    return known === '' ? [] : [`'${name}': '${known}',`];
  });
  return `// Made from the OpenAPI document by "npm run client"; not to be edited.

${items.map(([name, type]) => `type ${name} = ${type};`).join('\n')}

/** What each operation of the API takes and answers; paths are relative to \`${PREFIX}\`. */
export interface Operations {
${named(types.join('\n'))}
}

/** The keys that an answer always has; "*" = a file. Whatever lacks them was not sent by this API, or by another version. */
export const ANSWER_KEYS: Readonly<Partial<Record<keyof Operations, string>>> = {
${keys.join('\n')}
};
`;
}

/** What a list is of, named by its path: `/audit-events` is of AuditEvent. */
function itemOf({ name, operation }: Named): [string, string][] {
  const properties = answerContent(operation)?.['application/json']?.schema['properties'] as Properties;
  const item = (properties?.['results']?.['items'] ?? {}) as JsonSchema;
  const noun = name.split('/').findLast((part) => !part.startsWith('{')) ?? '';
  if (properties?.['next'] === undefined || item['type'] !== 'object') return [];
  const words = noun.replace(/ies$/, 'y').replace(/s$/, '').split('-');
  return [[words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(''), typeOf(item)]];
}
type Properties = Readonly<Record<string, JsonSchema>> | undefined;

function requestType({ parameters, requestBody }: Operation): string {
  const of = (where: string, optional: string): string[] =>
    parameters
      .filter((each) => each.in === where && !TRIMMING.has(each.name))
      .map(({ name, schema }) => `${quoted(name)}${optional}: ${typeOf(schema)}`);
  const part = (name: string, members: readonly string[]): string[] =>
    members.length === 0 ? [] : [`${name}: { ${members.join('; ')} }`];
  const body = requestBody?.content['application/json']?.schema;
  return `{ ${[
    ...part('params', of('path', '')),
    ...part('query?', of('query', '?')),
    ...part('headers?', of('header', '?')),
    ...(body === undefined ? [] : [`body${requestBody?.required ? '' : '?'}: ${typeOf(oneOf(body))}`]),
  ].join('; ')} }`;
}

/** What is cut out of an answer is no longer what its type says. */
const TRIMMING = new Set(['fields', 'omit', 'If-None-Match']);

/** Where a body may also be an array, the client sends one object at a time. */
function oneOf(schema: JsonSchema): JsonSchema {
  const [one, many] = (schema['anyOf'] ?? []) as JsonSchema[];
  return one !== undefined && many?.['type'] === 'array' ? one : schema;
}

function answerContent({ responses }: Operation): Content | undefined {
  return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content;
}

function answerType(operation: Operation): string {
  const content = answerContent(operation);
  if (content === undefined) return 'undefined';
  const json = content['application/json'];
  return json === undefined ? 'string' : typeOf(json.schema);
}

function answerKeys(operation: Operation): string {
  const content = answerContent(operation);
  if (content === undefined) return '';
  const required = content['application/json']?.schema['required'];
  if (content['application/json'] === undefined) return '*';
  return Array.isArray(required) ? required.join(' ') : '';
}

const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `'${name}'`);
