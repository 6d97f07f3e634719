import { z } from 'zod';
import { hasTag } from '#server/api/answer.ts';
import { collectionPath } from '#server/api/bulk.ts';
import type { Endpoint } from '#server/api/definition.ts';
import { jsonSchema, type JsonSchema } from '#server/api/json-schema.ts';
import { queryShape } from '#server/api/read-query.ts';
import { BULK_MAX, bulkAnswer } from '#server/domain/wire/bulk.ts';
import { errorBody } from '#server/domain/wire/list.ts';

type Components = Record<string, JsonSchema>;

/** One operation of the document, under its path and method. */
export interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonSchema;
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The body is missing or not JSON',
  401: 'Not signed in',
  403: 'Without the right, or a cookie from a page of another site',
  404: 'Not found',
  409: 'Not possible as things stand',
  412: 'Changed since it was read (If-Match)',
  413: 'The body is larger than is taken: 1 MB unless said otherwise',
  415: 'The body is not application/json',
  422: 'Fields or parameters are wrong or unknown; `fields` names them',
  425: 'Configuration is missing; `required_config` names it',
  429: 'Too many at once; try again after Retry-After seconds',
  500: 'Internal fault; `error_id` finds it in the log',
  502: 'The cluster or the Git host did not answer as it should',
  503: 'Not at this moment',
};

/** What an endpoint does, and what it does to many where it can. */
export function describeEndpoint(definition: Endpoint, components: Components): Described[] {
  const single = {
    path: definition.path,
    method: definition.method,
    operation: operationOf(definition, components),
  };
  if (!definition.bulk || definition.method === 'post') return [single];
  return [single, describeCollection(definition, components)];
}

function operationOf(definition: Endpoint, components: Components): JsonSchema {
  const { method, path, answer, file, status, statusOf, bulk } = definition;
  const body = requestBody(definition, components);
  const shown = answer ? jsonContent(jsonSchema(answer, 'output', components)) : file && fileContent(file);
  const headers = hasTag(definition) ? { headers: { ETag: ETAG } } : {};
  return {
    ...commonOf(definition, method, path),
    parameters: [...pathParameters(definition, components), ...parametersOf(definition, components)],
    ...(body === null ? {} : { requestBody: body }),
    responses: {
      [status]: { description: shown ? 'Done' : 'Done; no content', ...headers, ...shown },
      ...(statusOf === undefined
        ? {}
        : method === 'get'
          ? { 503: { description: 'Done, with bad news', ...shown } }
          : { 200: { description: 'Done at once', ...shown } }),
      ...(method === 'get' && hasTag(definition)
        ? { 304: { description: 'As it was (If-None-Match)' } }
        : {}),
      ...(bulk && method === 'post' ? manyAnswered(definition, components) : {}),
      ...errorsOf(definition, components),
    },
  };
}

const fileContent = (type: string) => ({ content: { [type]: { schema: { type: 'string' } } } });

function describeCollection(definition: Endpoint, components: Components): Described {
  const { method, summary, body } = definition;
  const path = collectionPath(definition.path);
  const of = body === undefined ? { type: 'object' } : jsonSchema(body, 'input', components);
  const items = {
    ...of,
    properties: {
      id: { type: 'integer', exclusiveMinimum: 0, description: 'Id of the object' },
      version: { type: 'integer', description: 'As If-Match for one object' },
      ...(of['properties'] as object | undefined),
    },
    required: ['id'],
    additionalProperties: false,
  };
  return {
    path,
    method,
    operation: {
      ...commonOf(definition, method, path),
      summary: `${summary}: many at once`,
      parameters: pathParameters(definition, components).filter(({ name }) =>
        path.includes(`{${String(name)}}`),
      ),
      requestBody: {
        required: true,
        ...jsonContent({ type: 'array', minItems: 1, maxItems: BULK_MAX, items }),
      },
      responses: {
        ...manyAnswered(definition, components),
        ...errorsOf({ ...definition, errors: [], versioned: false }, components),
      },
    },
  };
}

function commonOf(
  { right, tag, summary, description = '' }: Endpoint,
  method: string,
  path: string,
): JsonSchema {
  const needs = right === 'anyone' ? 'Nobody need be signed in.' : `Needs the right \`${right}\`.`;
  return {
    operationId: [method, ...path.replace('/api/hedgehog', '').split(/[^\w]+/)].filter(Boolean).join('_'),
    summary,
    description: description === '' ? needs : `${description}\n\n${needs}`,
    tags: [tag],
    security: right === 'anyone' ? [] : [{ token: [] }, { cookie: [] }],
  };
}

const ETAG = { description: '`"<version>.<hash>"`', schema: { type: 'string' } };

const header = (name: string, description: string): JsonSchema => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

function pathParameters({ params }: Endpoint, components: Components): JsonSchema[] {
  if (!(params instanceof z.ZodObject)) return [];
  return Object.entries(params.shape as Record<string, z.ZodType>).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: jsonSchema(schema, 'output', components),
  }));
}

function parametersOf(definition: Endpoint, components: Components): JsonSchema[] {
  const query = Object.entries(queryShape(definition)).map(([name, schema]) => {
    const { description, ...rest } = jsonSchema(schema, 'input', components);
    return { name, in: 'query', required: false, ...(description ? { description } : {}), schema: rest };
  });
  const isRead = definition.method === 'get' && hasTag(definition);
  return [
    ...query,
    ...(isRead ? [header('If-None-Match', 'ETag of an earlier answer: 304 when nothing of it changed')] : []),
    ...(definition.versioned
      ? [header('If-Match', 'ETag of a reading, or `"<version>"`: 412 when it was changed since')]
      : []),
    ...(definition.idempotent
      ? [
          header(
            'Idempotency-Key',
            'Under one key it is done once within 24 hours, and answered alike each time',
          ),
        ]
      : []),
  ];
}

function requestBody(
  { body, bodyOptional, bulk, ownBody }: Endpoint,
  components: Components,
): JsonSchema | null {
  if (ownBody !== undefined) {
    return { required: true, description: ownBody, ...jsonContent({ type: 'object' }) };
  }
  if (body === undefined) return null;
  const one = jsonSchema(body, 'input', components);
  const many = { type: 'array', minItems: 1, maxItems: BULK_MAX, items: one };
  return { required: !bodyOptional, ...jsonContent(bulk ? { anyOf: [one, many] } : one) };
}

const jsonContent = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

function manyAnswered({ answer }: Endpoint, components: Components): JsonSchema {
  const shown = jsonContent(jsonSchema(bulkAnswer(answer), 'output', components));
  const description = `What became of each of at most ${BULK_MAX} objects; each was handled by itself`;
  return { 207: { description, ...shown } };
}

function errorsOf(definition: Endpoint, components: Components): JsonSchema {
  const { method, right, errors = [], versioned, costly, statusOf } = definition;
  const statuses = [
    ...(right === 'anyone' ? [] : [401, 403]),
    ...(method === 'get' ? [] : [400, 403, 413, 415]),
    ...(versioned ? [412] : []),
    ...(costly ? [429] : []),
    ...(definition.anyQuery ? [] : [422]),
    ...(statusOf === undefined ? [503] : []),
    500,
    ...errors,
  ];
  const schema = jsonSchema(errorBody, 'output', components);
  return Object.fromEntries(
    [...new Set(statuses)]
      .toSorted((a, b) => a - b)
      .map((each) => [
        each,
        { description: ERRORS[each] ?? 'Error', ...retryAfter(each), ...jsonContent(schema) },
      ]),
  );
}

const retryAfter = (status: number): JsonSchema =>
  status === 429
    ? { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } }
    : {};
