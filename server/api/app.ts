import { Hono, type Context as HonoContext } from 'hono';
import { allowedMethods } from '#server/api/allowed-methods.ts';
import { createCostlyGate } from '#server/api/costly-gate.ts';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import type { Api, ApiEnvironment } from '#server/api/endpoint.ts';
import { addEndpoints } from '#server/api/endpoints.ts';
import { addDocs } from '#server/api/docs.ts';
import { isPushPath } from '#server/api/pushes.ts';
import { findActor } from '#server/auth/actor.ts';
import { createAuth, isSecure } from '#server/auth/auth.ts';
import { cookieSecretOf } from '#server/auth/cookie-secret.ts';
import { AppError } from '#server/domain/app-error.ts';
import { errorAnswer } from '#server/http/error-answer.ts';
import { isSameOrigin } from '#server/http/same-origin.ts';
import { apiHeaders } from '#server/http/security-headers.ts';
import type { Context } from '#server/services/context.ts';

export interface ApiDependencies extends Omit<Context, 'actor'> {
  readonly config: { readonly web: { readonly publicUrl: string } };
  /** Master keys of the installation, the current one first. */
  readonly keys: readonly Buffer[];
}

/** Requests that ask a cluster or a Git host, in one process: enough for a team, too few to open a thousand connections. */
const COSTLY_AT_ONCE = { all: 16, each: 6 };

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The HTTP API: `/api/hedgehog/*` and `/health/sync`, each path with and without its closing slash. Everything is answered
 * in JSON, errors too; whoever is not signed in learns only that.
 */
export function createApi(deps: ApiDependencies): Api {
  const { db, log, keys } = deps;
  const { publicUrl } = deps.config.web;
  const cookieSecret = cookieSecretOf(keys);
  const secure = isSecure(publicUrl);
  const publicOrigin = new URL(publicUrl).origin;
  const headers = Object.entries(apiHeaders(secure));
  const parts: EndpointDependencies = {
    ...deps,
    publicUrl,
    auth: createAuth({ db, secret: cookieSecret, publicUrl }),
    operations: [],
    costly: createCostlyGate(COSTLY_AT_ONCE),
  };

  const app: Api = new Hono<ApiEnvironment>({ strict: false });
  app.use(async (c, next) => {
    const started = performance.now();
    await next();
    for (const [name, value] of headers) {
      // The page of the documentation has a policy of its own.
      if (name !== 'content-security-policy' || !c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    const ms = Math.round(performance.now() - started);
    log.debug({ method: c.req.method, path: c.req.path, status: c.res.status, ms }, 'request');
  });
  app.use('/api/*', async (c, next) => {
    if (isPushPath(c.req.path)) {
      c.set('signedIn', null);
      await next();
      return;
    }
    const cookie = c.req.header('cookie');
    const authorization = c.req.header('authorization');
    // Also for sign-in, which has no cookie yet: another site must not sign somebody in as somebody else.
    if (
      !READING.has(c.req.method) &&
      authorization === undefined &&
      !isSameOrigin(originHeaders(c.req), publicOrigin)
    ) {
      throw new AppError('FORBIDDEN');
    }
    const signedIn = await findActor(
      { db, log, cookieSecret, secureCookies: secure },
      { cookie, authorization },
    );
    c.set('signedIn', signedIn);
    await next();
  });

  addEndpoints(app, parts);
  addDocs(app);

  app.notFound((c) => {
    const { method, path } = c.req;
    const isKnown = c.get('signedIn') !== null || !path.startsWith('/api/');
    if (!isKnown) return answerError(c, new AppError('NOT_AUTHENTICATED'));
    const allow = allowedMethods(parts.operations, path).join(', ');
    if (allow === '')
      return answerError(c, new AppError('NOT_FOUND', { what: `${method} ${path.slice(0, 200)}` }));
    if (method === 'OPTIONS') return c.body(null, 204, { allow });
    return answerError(c, new AppError('METHOD_NOT_ALLOWED', { method: method.slice(0, 20), allow }));
  });
  const answerError = (c: HonoContext, error: unknown) => {
    const { status, body, headers: more } = errorAnswer(error, log);
    return c.json(body, status, more);
  };
  app.onError((error, c) => answerError(c, error));
  return app;
}

const originHeaders = (request: { header(name: string): string | undefined }) => ({
  origin: request.header('origin'),
  host: request.header('host'),
  secFetchSite: request.header('sec-fetch-site'),
});
