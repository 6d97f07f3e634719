/** A request as it reached the proxy, and what became of it. */
export interface SeenRequest {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly body: string;
  readonly authorization: string;
  /** Date.now() when it was whole. */
  readonly at: number;
  /** The API server got it. */
  passedOn: boolean;
  /** What the API server answered; null = nothing yet, or it never got it. */
  status: number | null;
}

/** What happens to one request. */
export type Fault =
  /** Answered by the proxy; the API server never sees it. */
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly body: string | object | ((request: SeenRequest) => string);
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never answered, never passed on. */
  | { readonly do: 'hang' }
  /** The connection is reset; the API server never sees the request. */
  | { readonly do: 'reset' }
  /** The API server does it, and the connection is reset instead of the answer. */
  | { readonly do: 'lose answer' }
  /** Passed on this much later. */
  | { readonly do: 'delay'; readonly ms: number }
  /** The answer's text ends in the middle, under a length that is right for what comes. */
  | { readonly do: 'truncate' }
  /** The connection is closed in the middle of the promised length. */
  | { readonly do: 'close' }
  /** The answer comes one byte at a time. */
  | { readonly do: 'drip'; readonly everyMs: number }
  /** Passed on once this is done: what somebody else does at that very moment. */
  | { readonly do: 'first'; readonly action: () => Promise<unknown> }
  /** Passed on as somebody else. */
  | { readonly do: 'as'; readonly token: string };

export type Matches = (request: SeenRequest) => boolean;

/** Requests for Hedgehog objects that change something. */
export const isWrite: Matches = ({ method, path }) =>
  ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) &&
  /^\/apis\/[a-z]+\.githedgehog\.com\//.test(path) &&
  !path.includes('dryRun=All');

export const anything: Matches = () => true;

/** `vpc-1`: which object a write is about; a POST names it in its body. */
export function objectNamed({ method, path, body }: SeenRequest): string {
  if (method === 'POST') return (JSON.parse(body) as { metadata: { name: string } }).metadata.name;
  return decodeURIComponent(path.split('?')[0]?.split('/').at(-1) ?? '');
}
