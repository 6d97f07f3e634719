import { getConnInfo } from '@hono/node-server/conninfo';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import type { z } from 'zod';
import type { SignedIn } from '#server/auth/actor.ts';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { validate } from '#server/api/validate.ts';
import { AppError } from '#server/domain/app-error.ts';
import { hasRight, type Right } from '#server/domain/permissions.ts';
import { errorBody } from '#server/domain/wire/list.ts';
import { readJsonBody } from '#server/http/read-body.ts';
import type { Context } from '#server/services/context.ts';

export interface ApiEnvironment {
  Variables: { signedIn: SignedIn | null };
}
export type Api = OpenAPIHono<ApiEnvironment>;

type Schema = z.ZodType | undefined;
type Out<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

/** One endpoint as data: the same schemas check the request, strip the answer and make the OpenAPI document. */
export interface Endpoint<P extends Schema, Q extends Schema, B extends Schema, A extends Schema> {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** `/api/hedgehog/fabrics/{id}` */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Who may call it: nobody need be signed in for `anyone`. */
  readonly right: Right | 'anyone';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** An absent body stands for `{}`. */
  readonly bodyOptional?: boolean;
  /** Absent = no content. */
  readonly answer?: A;
  readonly status: 200 | 201 | 202 | 204;
  /** Where the answer itself decides the status. */
  readonly statusOf?: (answer: Out<A>) => 200 | 503;
  /** Statuses of errors beside those that every endpoint may give. */
  readonly errors?: readonly (404 | 409 | 425 | 429 | 502 | 503)[];
}

export interface ApiRequest<P extends Schema, Q extends Schema, B extends Schema> {
  readonly ctx: Context;
  readonly params: Out<P>;
  readonly query: Out<Q>;
  readonly body: Out<B>;
  readonly signedIn: SignedIn | null;
  readonly client: { readonly address: string; readonly userAgent: string };
  readonly http: HonoContext<ApiEnvironment>;
}

/** Adds an endpoint to the app and to its document. The handler's result passes the answer's schema: nothing else leaves. */
export function endpoint<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  A extends Schema = undefined,
>(
  app: Api,
  deps: EndpointDependencies,
  definition: Endpoint<P, Q, B, A>,
  handle: (request: ApiRequest<P, Q, B>) => Promise<A extends z.ZodType ? z.input<A> : void>,
): void {
  app.openAPIRegistry.registerPath(document(definition));
  const path = definition.path.replaceAll(/\{(\w+)\}/g, ':$1');
  app.on(definition.method.toUpperCase(), path, async (c) => {
    const signedIn = c.get('signedIn');
    requireRight(definition.right, signedIn);
    const result = await handle({
      ctx: contextOf(deps, signedIn),
      params: pathParameters(definition.params, c.req.param()) as Out<P>,
      query: (definition.query && validate(definition.query, withoutBlanks(c.req.query()))) as Out<Q>,
      body: (definition.body &&
        (await parsedBody(c, definition.body, definition.bodyOptional ?? false))) as Out<B>,
      signedIn,
      client: clientOf(c),
      http: c,
    });
    if (definition.answer === undefined || definition.status === 204) return c.body(null, 204);
    const answer = definition.answer.parse(result) as Out<A>;
    return c.json(answer as object, definition.statusOf?.(answer) ?? definition.status);
  });
}

function requireRight(right: Right | 'anyone', signedIn: SignedIn | null): void {
  if (right === 'anyone') return;
  if (signedIn === null) throw new AppError('NOT_AUTHENTICATED');
  if (!hasRight(signedIn.actor.role, right)) throw new AppError('FORBIDDEN');
}

/** An address that no row can have is simply not there. */
function pathParameters(schema: Schema, given: Record<string, string>): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    throw new AppError('NOT_FOUND', { what: `ID ${Object.values(given).join(', ').slice(0, 100)}` });
  return parsed.data;
}

/** `?state=` is no filter. */
const withoutBlanks = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));

async function parsedBody(c: HonoContext, schema: z.ZodType, optional: boolean): Promise<unknown> {
  const body = await readJsonBody(c.req.raw);
  if (body === undefined && !optional) throw new AppError('REQUEST_MALFORMED');
  return validate(schema, body ?? {});
}

/** Field by field, so that nothing else that the app was built from gets into the verbs. */
function contextOf(deps: EndpointDependencies, signedIn: SignedIn | null): Context {
  const { db, log, sealer, outbound, allowFileRepositories, dataDir } = deps;
  const actor = signedIn?.actor ?? ({ type: 'system', name: 'nobody' } as const);
  return { db, log, sealer, outbound, allowFileRepositories, dataDir, actor };
}

function clientOf(c: HonoContext): { address: string; userAgent: string } {
  // Absent when the app is called without a socket.
  const address =
    c.env === undefined || !('incoming' in (c.env as object)) ? undefined : getConnInfo(c).remote.address;
  return { address: address ?? 'unknown', userAgent: (c.req.header('user-agent') ?? '').slice(0, 250) };
}

const COMMON_ERRORS = [400, 401, 403, 422, 500] as const;

function document(definition: Endpoint<Schema, Schema, Schema, Schema>) {
  const { method, path, summary, tag, params, query, body, answer, status, right, errors = [] } = definition;
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
  const failed = Object.fromEntries(
    [...COMMON_ERRORS, ...errors].map((each) => [each, { description: 'Error', content: json(errorBody) }]),
  );
  return {
    method,
    path,
    summary,
    tags: [tag],
    security: right === 'anyone' ? [] : [{ token: [] }, { cookie: [] }],
    request: {
      ...(params === undefined ? {} : { params: params as z.ZodObject }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(body === undefined
        ? {}
        : { body: { content: json(body), required: !(definition.bodyOptional ?? false) } }),
    },
    responses: {
      [status]:
        answer === undefined ? { description: 'Done' } : { description: 'Done', content: json(answer) },
      ...failed,
    },
  };
}
