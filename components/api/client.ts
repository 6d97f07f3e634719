import type { z } from 'zod';
import { noteServerDate } from '#components/time/server-clock.ts';
import { noteAnswer, noteSilence } from './reachability.ts';
import { isApiError, offlineError, readApiError, unexpectedAnswer } from './api-error.ts';

/** The one way from the browser to the API: same origin, session cookie, answers checked by the wire schemas. */

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** A connection that hangs is as good as none. */
const ANSWER_LIMIT_MS = 45_000;

async function request(
  method: Method,
  url: string,
  body: unknown,
  {
    signal,
    limitMs = ANSWER_LIMIT_MS,
  }: { readonly signal?: AbortSignal | undefined; readonly limitMs?: number } = {},
): Promise<unknown> {
  const limit = AbortSignal.timeout(limitMs);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      cache: 'no-store',
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    // An abort of the caller is not news; everything else means that no answer came.
    if (signal?.aborted === true) throw error;
    noteSilence();
    throw offlineError();
  }
  noteAnswer(Date.now());
  noteServerDate(response.headers.get('date'));
  const answer = await readJson(response);
  if (!response.ok) throw readApiError(response.status, answer, response.headers.get('retry-after'));
  return answer;
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text().catch(() => '');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function checked<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw unexpectedAnswer(200);
  return parsed.data;
}

/** @throws ApiError */
export async function getJson<T>(schema: z.ZodType<T>, url: string, signal?: AbortSignal): Promise<T> {
  return checked(schema, await request('GET', url, undefined, { signal }));
}

/**
 * POST, PATCH or PUT; a body is always sent, `{}` when there is nothing to say.
 * @param limitMs for work that takes longer than an answer usually does
 * @throws ApiError
 */
export async function sendJson<T>(
  method: 'POST' | 'PATCH' | 'PUT',
  schema: z.ZodType<T>,
  url: string,
  body: unknown = {},
  limitMs = ANSWER_LIMIT_MS,
): Promise<T> {
  return checked(schema, await request(method, url, body, { limitMs }));
}

/** For verbs whose answer nobody reads. @throws ApiError */
export async function send(method: 'POST' | 'DELETE', url: string): Promise<void> {
  await request(method, url, method === 'POST' ? {} : undefined);
}

/** 4xx will not get better by asking again; silence and 5xx may. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return isApiError(error) && (error.isOffline || error.status >= 500);
}
