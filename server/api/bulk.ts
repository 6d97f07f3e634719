import type { Context as HonoContext } from 'hono';
import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import {
  honoPath,
  type Api,
  type ApiEnvironment,
  type ApiRequest,
  type Endpoint,
  type Handle,
} from '#server/api/definition.ts';
import { readQuery } from '#server/api/read-query.ts';
import { pathParameters, readWholeBody, requestOf, requireRight } from '#server/api/read-request.ts';
import { validate } from '#server/api/validate.ts';
import { AppError } from '#server/domain/app-error.ts';
import { BULK_MAX, type BulkAnswer } from '#server/domain/wire/bulk.ts';
import { errorAnswer } from '#server/http/error-answer.ts';

const list = z
  .array(z.unknown(), { error: 'Send an array of objects' })
  .min(1, 'Send at least one object')
  .max(BULK_MAX, `Send at most ${BULK_MAX} objects at once`);

const itemSchema = z.looseObject({
  id: z.int('Enter the id of the object').positive('Enter the id of the object'),
  version: z.int().nonnegative().optional(),
});

/** `/fabrics/{id}` → `/fabrics`, where the same is done to many. */
export const collectionPath = (path: string): string => path.replace(/\/\{id\}$/, '');

/** PATCH and DELETE of a collection: an array of `{id, version?, …}`; the version is what If-Match is for one. */
export function addCollectionOf(
  app: Api,
  deps: EndpointDependencies,
  definition: Endpoint,
  handle: Handle,
): void {
  app.on(definition.method.toUpperCase(), honoPath(collectionPath(definition.path)), async (c) => {
    requireRight(definition.right, c.get('signedIn'));
    const body = await readWholeBody(c);
    if (body === undefined) throw new AppError('REQUEST_MALFORMED');
    return await answerEach(c, deps, definition, body, handle);
  });
}

/** Each item by itself, in order; 207 whatever became of them, so that nobody takes the whole for done. */
export async function answerEach(
  c: HonoContext<ApiEnvironment>,
  deps: EndpointDependencies,
  definition: Endpoint,
  body: unknown,
  handle: Handle,
): Promise<Response> {
  readQuery({ ...definition, method: 'post' }, new URL(c.req.url).searchParams);
  const results: BulkAnswer['results'][number][] = [];
  for (const [index, item] of validate(list, body).entries()) {
    try {
      const result = await handle(itemRequest(c, deps, definition, item));
      const shown = definition.answer === undefined ? {} : { result: definition.answer.parse(result) };
      results.push({ index, status: definition.status, ...shown });
    } catch (error) {
      const { status, body } = errorAnswer(error, deps.log);
      results.push({ index, status, error: body });
    }
  }
  const failed = results.filter((each) => each.error !== undefined).length;
  return c.json({ succeeded: results.length - failed, failed, results } satisfies BulkAnswer, 207);
}

function itemRequest(
  c: HonoContext<ApiEnvironment>,
  deps: EndpointDependencies,
  definition: Endpoint,
  item: unknown,
): ApiRequest {
  const common = { ...requestOf(c, deps), query: undefined, onceKey: null };
  if (definition.method === 'post') {
    const body = definition.body && validate(definition.body, item);
    return { ...common, params: undefined, body, ifMatch: null };
  }
  const { id, version, ...rest } = validate(itemSchema, item);
  const body = validate(definition.body ?? z.strictObject({}), rest);
  const params = pathParameters(definition.params, { id: String(id) });
  return { ...common, params, body, ifMatch: version === undefined ? null : [version] };
}
