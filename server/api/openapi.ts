import { z } from 'zod';
import type { Endpoint } from '#server/api/definition.ts';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { describeEndpoint } from '#server/api/describe-operation.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import type { JsonSchema } from '#server/api/json-schema.ts';

const DESCRIPTION = `
Sign in with \`Authorization: Token <token>\` (or \`Bearer <token>\`); the session cookie of a browser works too, from pages of this
server only. Every answer is JSON, errors too: \`error\` is a sentence, \`code\` a word for programs, \`advice\` what to do, \`fields\` what
is wrong where. Paths work with and without their closing slash. Times are ISO 8601 in UTC.

**Lists** answer \`{count, next, previous, results}\`. \`limit\` (at most 1000) and \`offset\` cut the page; \`ordering\` names fields,
"-" in front for descending, several separated by commas; \`q\` searches. A filter given several times means any of its values
(\`?state=error&state=out_of_sync\`); different filters must all hold. \`name__ic\` means "contains", \`…__gte\` and \`…__lt\` are bounds.
Parameters that do not exist are refused, so that a typing mistake is not taken for "everything".

**\`fields\` and \`omit\`** cut answers down: \`?fields=id,name,sync_status\`.

**Lost updates**: fabrics, repositories, resources, users and webhooks have a \`version\`, and their ETags begin with it. A write with
\`If-Match\` is refused with 412 when the version has moved; what has none, such as a token, refuses the header with 422.
\`If-None-Match\` on one object answers 304 when nothing in the answer changed.

**Many at once**: POST an array to create, PATCH or DELETE a collection with an array of \`{id, version?, …}\`; at most 100. Each object
is handled by itself, in the order given, in a transaction of its own: one that fails leaves the others done. The answer is always 207
with a \`status\` and a \`result\` or an \`error\` for each.

**Once only**: with an \`Idempotency-Key\`, a trigger or an import that is sent again within 24 hours starts no second run and is
answered like the first; the same key with another body is refused with 422. A dry run starts none, and keeps no key.
`.trim();

/** The OpenAPI 3.1 document, made from the schemas that check the requests; made once, at its first reading. */
export function addDocument(app: Api, deps: EndpointDependencies): void {
  let made: Record<string, unknown> | undefined;
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: '/api/hedgehog/openapi.json',
      summary: 'This document',
      tag: 'about',
      right: 'view',
      answer: z.record(z.string(), z.unknown()),
      status: 200,
    },
    async () => (made ??= openApiDocument(deps.operations)),
  );
}

/** The document of these endpoints. */
export function openApiDocument(operations: readonly Endpoint[]): Record<string, unknown> {
  const schemas: Record<string, JsonSchema> = {};
  const paths: Record<string, JsonSchema> = {};
  for (const definition of operations) {
    for (const { path, method, operation } of describeEndpoint(definition, schemas)) {
      paths[path] = { ...paths[path], [method]: operation };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Fabric Sync', version: '1', description: DESCRIPTION },
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token; `Token <t>` works as well' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'fabric-sync.session_token' },
      },
    },
  };
}
