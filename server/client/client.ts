import { type ApiError, offlineError, readApiError, unexpectedAnswer, type Said } from './api-error.ts';
import { ANSWER_KEYS, type Operations } from './operations.ts';

const PREFIX = '/api/hedgehog';

export type Operation = keyof Operations;
export type Answer<O extends Operation> = Operations[O]['answer'];
type RequestOf<O extends Operation> = Operations[O]['request'];
/** What an operation takes as its body. */
export type BodyOf<O extends Operation> = RequestOf<O> extends { body?: infer B } ? NonNullable<B> : never;

/** Filters out of an address stand as text: the server refuses those that it does not know. */
type WithQueryText<R> = R extends { query?: infer Q } ? Omit<R, 'query'> & { query?: Q | string } : R;

type Given<O extends Operation> = WithQueryText<RequestOf<O>> & {
  readonly signal?: AbortSignal | undefined;
  /** For work that takes longer than an answer usually does. */
  readonly limitMs?: number;
};

/**
 * Calls one operation of the API: `call('GET /fabrics/{id}', { params: { id } })`.
 * @throws ApiError, and the signal's reason where the caller gave up
 */
export type Call = <O extends Operation>(
  operation: O,
  ...given: {} extends RequestOf<O> ? [given?: Given<O>] : [given: Given<O>]
) => Promise<Answer<O>>;

export interface ClientOptions {
  /** Where the app is, `https://sync.example`; "" = the server of the page. */
  readonly server: string;
  /** After this no answer is as good as none. */
  readonly limitMs: number;
  /** How every request goes out: credentials, redirects, headers. */
  readonly init: RequestInit;
  readonly onAnswer?: (response: Response) => void;
  readonly onSilence?: () => void;
  readonly words: {
    readonly silence: (error: unknown, method: string) => Said;
    readonly unexpected: (status: number) => Said;
  };
}

type QueryValue = string | number | undefined;
type QueryValues = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

interface AnyGiven {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: QueryValues | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

/** The address of an operation, for links and downloads. */
export function addressOf<O extends Operation>(operation: O, given: WithQueryText<RequestOf<O>>): string {
  return pathOf(operation, given as AnyGiven);
}

export function createClient(options: ClientOptions): Call {
  const { server, init, words } = options;
  const base = server.replace(/\/+$/, '');

  async function call(operation: Operation, given: AnyGiven = {}): Promise<unknown> {
    const { signal, body, limitMs = options.limitMs } = given;
    const limit = AbortSignal.timeout(limitMs);
    const headers = new Headers({ accept: 'application/json', ...given.headers });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    if (body !== undefined) headers.set('content-type', 'application/json');
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${base}${pathOf(operation, given)}`, {
        ...init,
        method: methodOf(operation),
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      text = await response.text();
    } catch (error) {
      // An abort of the caller is not news; everything else means that no answer came.
      if (signal?.aborted === true) throw error;
      options.onSilence?.();
      throw offlineError(words.silence(error, methodOf(operation)));
    }
    options.onAnswer?.(response);
    const unexpected = (): ApiError => unexpectedAnswer(response.status, words.unexpected(response.status));
    if (!response.ok) {
      throw readApiError(response.status, jsonOf(text), response.headers.get('retry-after')) ?? unexpected();
    }
    const answer = answerOf(operation, response, text);
    if (answer === null) throw unexpected();
    return answer.value;
  }
  return call as Call;
}

const methodOf = (operation: Operation): string => operation.slice(0, operation.indexOf(' '));

function pathOf(operation: Operation, { params = {}, query }: AnyGiven): string {
  const path = operation
    .slice(operation.indexOf(' ') + 1)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = typeof query === 'string' ? query.replace(/^\?/, '') : searchOf(query ?? {});
  return `${PREFIX}${path}${search === '' ? '' : `?${search}`}`;
}

function searchOf(query: QueryValues): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value].flat()) if (each !== undefined) search.append(name, String(each));
  }
  return search.toString();
}

/** What was answered; null = not what this operation answers. */
function answerOf(
  operation: Operation,
  response: Response,
  text: string,
): { readonly value: unknown } | null {
  if (response.status === 204) return { value: undefined };
  const keys = ANSWER_KEYS[operation];
  if (keys === '*') {
    return /\bhtml\b/.test(response.headers.get('content-type') ?? '') ? null : { value: text };
  }
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null) return null;
  return (keys?.split(' ').every((key) => key in value) ?? true) ? { value } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
