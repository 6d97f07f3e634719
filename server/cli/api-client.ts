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
    const { status, json } = await ask(method, `${base}${path}`, token, body);
    if (status >= 400) {
      const said = errorBody.safeParse(json);
      if (!said.success) throw new CallFailed(status, 'HTTP', `The app answered ${status}`);
      const { error, advice, code } = said.data;
      throw new CallFailed(status, code, advice === undefined ? error : `${error}. ${advice}`);
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new CallFailed(status, 'HTTP', 'The answer is not one of Fabric Sync, or of another version of it');
  }

  return {
    call,
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
): Promise<{ status: number; json: unknown }> {
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
  try {
    return { status: response.status, json: JSON.parse(text) as unknown };
  } catch {
    return { status: response.status, json: null };
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
}
