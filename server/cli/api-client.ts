import type { z } from 'zod';
import { errorBody, pageOf } from '#server/domain/wire/list.ts';
import { fabric, type Fabric } from '#server/domain/wire/fabric.ts';

/** What the API refused, or that no answer came. The message is for people and holds no token. */
export class CallFailed extends Error {
  /** HTTP status; 0 = no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Preflight takes up to 30 s by itself. */
const ANSWER_LIMIT_MS = 60_000;

export interface CliApi {
  call<T>(method: 'GET' | 'POST', path: string, schema: z.ZodType<T>, body?: object): Promise<T>;
  /** A file as it is. */
  file(path: string): Promise<string>;
  /** By id or name. @throws CallFailed 404 */
  findFabric(idOrName: string): Promise<Fabric>;
}

/** The command line's way to a running app. Answers are checked by the wire schemas. Every method throws CallFailed. */
export function openCliApi(url: string, token: string): CliApi {
  const base = `${url.replace(/\/+$/, '')}/api/hedgehog`;

  async function call<T>(
    method: 'GET' | 'POST',
    path: string,
    schema: z.ZodType<T>,
    body?: object,
  ): Promise<T> {
    const { status, text } = await ask(method, `${base}${path}`, token, body);
    const json = jsonOf(text);
    if (status >= 400) throw refusal(status, json);
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new CallFailed(status, 'HTTP', 'The answer is not one of Fabric Sync, or of another version of it');
  }

  return {
    call,
    async file(path) {
      const { status, text } = await ask('GET', `${base}${path}`, token, undefined);
      if (status >= 400) throw refusal(status, jsonOf(text));
      return text;
    },
    async findFabric(idOrName) {
      if (/^\d{1,9}$/.test(idOrName)) {
        try {
          return await call('GET', `/fabrics/${idOrName}`, fabric);
        } catch (error) {
          // A name may be a number too.
          if (!(error instanceof CallFailed) || error.status !== 404) throw error;
        }
      }
      const page = await call('GET', `/fabrics?name=${encodeURIComponent(idOrName)}`, pageOf(fabric));
      const [found] = page.results;
      if (found !== undefined) return found;
      throw new CallFailed(404, 'NOT_FOUND', `There is no fabric "${idOrName}"`);
    },
  };
}

async function ask(
  method: string,
  url: string,
  token: string,
  body: object | undefined,
): Promise<{ status: number; text: string }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the token to wherever it points.
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    text = await response.text();
  } catch (error) {
    throw new CallFailed(0, 'NO_ANSWER', `The app does not answer at ${new URL(url).origin}${reason(error)}`);
  }
  return { status: response.status, text };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function refusal(status: number, json: unknown): CallFailed {
  const said = errorBody.safeParse(json);
  if (!said.success) return new CallFailed(status, 'HTTP', `The app answered ${status}`);
  const { error, advice, code } = said.data;
  return new CallFailed(status, code, advice === undefined ? error : `${error}. ${advice}`);
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
}
