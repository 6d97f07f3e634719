import { Agent, request } from 'undici';

/** How to reach an API server as somebody. `ca` is PEM; null trusts what the machine trusts. */
export type Access = { server: string; ca: string | null; token: string | null };

export type Cause = { reason: string; field?: string; message: string };

/** Whatever an API server answers with: an object, a list, a Status. Only what tests read by name is typed. */
export type ApiBody = {
  kind?: string;
  apiVersion?: string;
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    creationTimestamp: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: ManagedFields[];
    continue?: string;
    remainingItemCount?: number;
    deletionTimestamp?: string;
  };
  items: ApiBody[];
  spec: Record<string, unknown>;
  status?: unknown;
  reason?: string;
  message?: string;
  code?: number;
  details?: {
    name?: string;
    kind?: string;
    group?: string;
    uid?: string;
    causes?: Cause[];
    retryAfterSeconds?: number;
  };
};

type ManagedFields = {
  manager: string;
  operation: string;
  apiVersion: string;
  fieldsType: string;
  fieldsV1: Record<string, unknown>;
  time?: string;
  subresource?: string;
};

export type Reply = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  body: ApiBody;
};

export type Query = Record<string, string | number | boolean | undefined>;
type RequestOptions = {
  query?: Query;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  contentType?: string;
  /** Null sends no Authorization header; absent means the client's own token. */
  token?: string | null;
  headers?: Record<string, string>;
};

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type ApiClient = {
  access: Access;
  send: (method: Method, path: string, options?: RequestOptions) => Promise<Reply>;
  /** The lines of a watch as they come, until the server ends it or `signal` fires. */
  watch: (path: string, options: { query?: Query; signal: AbortSignal }) => AsyncGenerator<WatchEvent>;
  close: () => Promise<void>;
};

export type WatchEvent = { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; object: ApiBody };

/** The tests' own way to an API server: plain requests, independent of the product's client. Close it. */
export function openClient(access: Access): ApiClient {
  const dispatcher = new Agent({ connect: access.ca ? { ca: access.ca } : {} });

  function prepare(path: string, { query = {}, token = access.token, headers = {} }: RequestOptions) {
    const url = new URL(path, access.server);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return {
      url,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
    };
  }

  return {
    access,
    async send(method, path, options = {}) {
      const { url, headers } = prepare(path, options);
      const { body: content, contentType = 'application/json' } = options;
      const response = await request(url, {
        method,
        dispatcher,
        headers: content === undefined ? headers : { 'content-type': contentType, ...headers },
        ...(content === undefined
          ? {}
          : { body: typeof content === 'string' ? content : JSON.stringify(content) }),
      });
      const text = await response.body.text();
      return { status: response.statusCode, headers: response.headers, text, body: parse(text) };
    },
    async *watch(path, { query = {}, signal }) {
      const { url, headers } = prepare(path, { query: { ...query, watch: true } });
      const response = await request(url, { dispatcher, headers, signal, bodyTimeout: 0 });
      if (response.statusCode !== 200)
        throw new Error(`the watch was refused: ${response.statusCode} ${await response.body.text()}`);
      yield* lines(response.body);
    },
    async close() {
      await dispatcher.destroy();
    },
  };
}

/** Text that is not JSON (/readyz, some errors) comes back as a message, so that no test fails on parsing. */
function parse(text: string): ApiBody {
  try {
    return JSON.parse(text) as ApiBody;
  } catch {
    return { message: text } as ApiBody;
  }
}

async function* lines(body: AsyncIterable<Buffer>): AsyncGenerator<WatchEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part) yield JSON.parse(part) as WatchEvent;
  }
}
