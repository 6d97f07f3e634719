import { createHash } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as HonoContext } from 'hono';
import { z } from 'zod';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import type { ApiEnvironment, ApiRequest, Endpoint, Schema } from '#server/api/definition.ts';
import { readQuery } from '#server/api/read-query.ts';
import { validate } from '#server/api/validate.ts';
import type { SignedIn } from '#server/auth/actor.ts';
import { AppError } from '#server/domain/app-error.ts';
import { hasRight, type Right } from '#server/domain/permissions.ts';
import { parseIfMatch, type VersionCondition } from '#server/domain/version-condition.ts';
import { readJsonBody } from '#server/http/read-body.ts';
import type { Context } from '#server/services/context.ts';
import type { OnceKey } from '#server/state/once.ts';

export function requireRight(right: Right | 'anyone', signedIn: SignedIn | null): void {
  if (right === 'anyone') return;
  if (signedIn === null) throw new AppError('NOT_AUTHENTICATED');
  if (!hasRight(signedIn.actor.role, right)) throw new AppError('FORBIDDEN');
}

/** The body as JSON; undefined when there is none. */
export const readWholeBody = (c: HonoContext): Promise<unknown> => readJsonBody(c.req.raw);

/** Everything of a request that its schemas have passed. @throws AppError */
export function readRequest(
  c: HonoContext<ApiEnvironment>,
  deps: EndpointDependencies,
  definition: Endpoint,
  rawBody: unknown,
): ApiRequest {
  const params = pathParameters(definition.params, c.req.param());
  const query = readQuery(definition, new URL(c.req.url).searchParams);
  const body = parsedBody(definition, rawBody);
  return {
    ...requestOf(c, deps),
    params,
    query,
    body,
    ifMatch: versionCondition(definition, c.req.header('if-match')),
    onceKey: definition.idempotent ? onceKeyOf(c, body) : null,
  };
}

/** What requests on one object and on many have in common. */
export function requestOf(c: HonoContext<ApiEnvironment>, deps: EndpointDependencies) {
  const signedIn = c.get('signedIn');
  return { ctx: contextOf(deps, signedIn), signedIn, client: clientOf(c), http: c };
}

/** An address that no row can have is simply not there. */
export function pathParameters(schema: Schema, given: Record<string, string>): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    throw new AppError('NOT_FOUND', { what: `ID ${Object.values(given).join(', ').slice(0, 100)}` });
  return parsed.data;
}

const NOTHING = z.strictObject({});

function parsedBody({ method, body, bodyOptional }: Endpoint, given: unknown): unknown {
  if (method === 'get') return undefined;
  if (body === undefined) {
    validate(NOTHING, given ?? {});
    return undefined;
  }
  if (given === undefined && !bodyOptional) throw new AppError('REQUEST_MALFORMED');
  return validate(body, given ?? {});
}

function versionCondition({ method, versioned }: Endpoint, header: string | undefined): VersionCondition {
  if (method === 'get') return null;
  const condition = parseIfMatch(header);
  if (versioned || condition === null || condition === 'any') return condition;
  const message = 'What this address changes has no version to compare: leave the header out';
  throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'If-Match', message }] });
}

const ONCE_KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;

/** One person's key at one address; hashed, since clients put anything into it. */
function onceKeyOf(c: HonoContext<ApiEnvironment>, body: unknown): OnceKey | null {
  const given = c.req.header('idempotency-key');
  if (given === undefined) return null;
  if (!ONCE_KEY_PATTERN.test(given)) {
    const message = 'Enter 1 to 255 visible ASCII characters, such as a UUID';
    throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'Idempotency-Key', message }] });
  }
  const path = c.req.path.replace(/\/$/, '');
  const who = c.get('signedIn')?.actor.userId ?? '';
  return {
    keyHash: hash(JSON.stringify([who, c.req.method, path, given])),
    requestHash: hash(JSON.stringify(body ?? null)),
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

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
