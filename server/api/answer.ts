import { createHash } from 'node:crypto';
import type { Context as HonoContext } from 'hono';
import type { EndpointDependencies } from '#server/api/dependencies.ts';
import type { ApiRequest, Endpoint } from '#server/api/definition.ts';
import { isPageSchema, pageText } from '#server/api/page-text.ts';
import { isTrimmed, trimmed } from '#server/api/trim.ts';
import type { Page } from '#server/domain/wire/list.ts';

/** Sends a handler's result through the answer's schema, with its entity tag where it is one object. */
export function sendAnswer(
  deps: EndpointDependencies,
  definition: Endpoint,
  { http: c, query }: Pick<ApiRequest, 'http' | 'query'>,
  result: unknown,
): Response {
  if (definition.answer === undefined || definition.status === 204) return c.body(null, 204);
  if (definition.method === 'get' && isPageSchema(definition.answer) && !isTrimmed(query)) {
    const text = pageText(definition.answer, result as Page<unknown>);
    return c.body(text, definition.status, { 'content-type': 'application/json' });
  }
  const answer = definition.answer.parse(result);
  const status = definition.statusOf?.(answer) ?? definition.status;
  const shown = definition.method === 'get' ? trimmed(definition.answer, answer, query) : answer;
  if (!hasTag(definition)) return c.json(shown as object, status);

  const body = JSON.stringify(shown);
  const tag = `"${versionOf(answer) ?? 'x'}.${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  c.header('etag', tag);
  if (status === 201) setLocation(c, deps, definition, answer);
  if (definition.method === 'get' && isKnown(c.req.header('if-none-match'), tag)) return c.body(null, 304);
  return c.body(body, status, { 'content-type': 'application/json' });
}

/**
 * Answers that are one object: a GET of it, or what a write made of it. The tag is `"<version>.<hash of the answer>"`: a write
 * compares the version, a reading the whole, since states and counts change without a new version.
 */
export function hasTag({ method, params, answer, versioned, status }: Endpoint): boolean {
  if (answer === undefined) return false;
  if (method === 'get') return params !== undefined && !('results' in shapeOf(answer));
  return versioned === true || (status === 201 && 'version' in shapeOf(answer));
}

const shapeOf = (schema: object): object =>
  'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null ? schema.shape : {};

function versionOf(answer: unknown): number | null {
  const has = typeof answer === 'object' && answer !== null && 'version' in answer;
  return has && typeof answer.version === 'number' ? answer.version : null;
}

/** Weak comparison (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === '*' || each === tag);
}

function setLocation(c: HonoContext, deps: EndpointDependencies, { path }: Endpoint, answer: unknown): void {
  const isRead = deps.operations.some((each) => each.method === 'get' && each.path === `${path}/{id}`);
  if (isRead && typeof answer === 'object' && answer !== null && 'id' in answer) {
    c.header('location', `${path}/${String(answer.id)}`);
  }
}
