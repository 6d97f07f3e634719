import { AppError } from '#server/domain/app-error.ts';
import type { RequestContext, Secrets } from './errors/context.ts';
import { describeText, parseStatusBody } from './errors/status-body.ts';
import { plainWords } from './errors/plain-words.ts';
import type { AdaptiveLimit, Verdict } from './adaptive-limit.ts';
import { RequestTimeout, transportError } from './errors/transport.ts';
import { exchange, ExchangeFailed, type Exchange, type Reply, type Stops } from './exchange.ts';
import { readServer, readToken } from './read-target.ts';
import { mostWaits, waitMs } from './retry-after.ts';
import { borrowAgent } from './shared-agent.ts';
import { sharedLimit } from './shared-limit.ts';
import { REQUEST_TIMEOUT_MS, type ClusterTarget, type ConnectOptions } from './target.ts';
import { blamesObject, statusError } from './to-error.ts';

const MEGABYTE = 1_048_576;
const MAX_BODY_BYTES = 8 * MEGABYTE;
export const MAX_PAGE_BYTES = 64 * MEGABYTE;
/** A write that is under way when everything is stopped may still answer for this long: the record then says what became of it. */
const LAST_WORD_MS = 1_000;

export interface KubernetesRequest {
  readonly method: Exchange['method'];
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly about: Omit<RequestContext, 'secrets' | 'now'>;
  /**
   * `read` and `write` may be repeated: once after a lost answer. A write is repeated after a time-out too, since nobody knows whether it took
   * effect; a read is not. `never`: a second one would do something else than the first.
   */
  readonly repeat: 'read' | 'write' | 'never';
  readonly maxBytes?: number;
  /** Statuses that are an answer here, not an error; `json` is undefined then. */
  readonly allow?: readonly number[];
}

export interface KubernetesReply {
  readonly status: number;
  readonly headers: Reply['headers'];
  readonly json: unknown;
  /** Sent a second time because the first answer was lost: what it says may be the effect of the first. */
  readonly repeated: boolean;
}

/** A request that was not sent, because the gate was shut before its turn came. */
export class NotSent extends Error {}

/** Shut: what waits for its turn is not sent any more but fails with NotSent. What is under way goes on. */
export interface Gate {
  shut(): void;
  open(): void;
}

export interface Sender {
  send(request: KubernetesRequest): Promise<KubernetesReply>;
  readonly secrets: Secrets;
  readonly limit: AdaptiveLimit;
  readonly gate: Gate;
  /** Ends what is under way. */
  close(): void;
}

type Outcome = { readonly reply: Reply } | { readonly failure: ExchangeFailed };

/** Requests to one API server as somebody: bounded in number, time and size, stopped by the signal, repeated where that is safe. */
export function createSender(target: ClusterTarget, options: ConnectOptions): Sender {
  const { outbound, signal, beforeRequest, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const { origin, basePath } = readServer(target.server, outbound);
  const limit = options.limit ?? sharedLimit(origin);
  const secrets: Secrets = { token: readToken(target.token), server: target.server };
  const { agent, giveBack } = borrowAgent(origin, target, outbound, requestTimeoutMs);
  const stops: Stops = new Set();
  const writesUnderWay: Stops = new Set();
  let lastWord: NodeJS.Timeout | undefined;
  const stopAll = (): void => {
    for (const stop of stops) stop(signal?.reason);
    lastWord = setTimeout(() => {
      for (const stop of writesUnderWay) stop(transportError(new RequestTimeout()));
    }, LAST_WORD_MS);
  };
  signal?.addEventListener('abort', stopAll, { once: true });

  /** Settles with `promise`, or rejects as soon as everything is stopped, unless `goesOn`. */
  function stoppable<T>(promise: Promise<T>, goesOn: () => boolean = () => false): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (reason: unknown): void => {
        if (!goesOn()) reject(reason);
      };
      stops.add(stop);
      const settled = (): void => void stops.delete(stop);
      promise.finally(settled).then(resolve, reject);
    });
  }

  let isShut = false;
  let isClosed = false;

  function attempt(request: KubernetesRequest, again: boolean): Promise<Outcome> {
    const prepared = prepare(request);
    const writes = request.repeat !== 'read';
    let underWay = false;
    const work = async (): Promise<Outcome> => {
      signal?.throwIfAborted();
      if (isShut || isClosed) throw new NotSent('the work was over before its turn');
      beforeRequest?.();
      underWay = true;
      try {
        return { reply: await exchange(agent, origin, prepared, writes ? writesUnderWay : stops) };
      } catch (error) {
        if (error instanceof ExchangeFailed) return { failure: error };
        throw error;
      }
    };
    return stoppable(
      limit.run(work, { label: request.about.verb, judge: judgeOutcome, ahead: again }),
      () => writes && underWay,
    );
  }

  function prepare({ method, path, query = {}, body, contentType, maxBytes }: KubernetesRequest): Exchange {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) search.set(name, String(value));
    const headers = {
      accept: 'application/json',
      'user-agent': 'fabric-sync',
      ...(secrets.token ? { authorization: `Bearer ${secrets.token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
    };
    return {
      method,
      path: `${basePath}${path}${search.size > 0 ? `?${search}` : ''}`,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      maxBytes: maxBytes ?? MAX_BODY_BYTES,
      timeoutMs: requestTimeoutMs,
      mayStart: beforeRequest,
    };
  }

  async function pause(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      await stoppable(new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds))));
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    secrets,
    limit,
    gate: { shut: () => void (isShut = true), open: () => void (isShut = false) },
    async send(request) {
      signal?.throwIfAborted();
      let repeated = false;
      // What a sending failed with that may have taken effect all the same: told when it comes to no other.
      let doubt: unknown;
      const inDoubt = (error: unknown): void => {
        if (request.repeat === 'write') doubt = error;
      };
      const orDoubt = (error: unknown): never => {
        throw doubt ?? error;
      };
      for (let waits = 0; ;) {
        const outcome = await attempt(request, repeated || waits > 0).catch(orDoubt);
        const stopped = signal?.aborted === true;
        if ('failure' in outcome) {
          const { error } = outcome.failure;
          if (repeated || stopped || !mayRepeat(request, outcome.failure)) throw error;
          inDoubt(error);
          repeated = true;
          continue;
        }
        const { reply } = outcome;
        const now = new Date();
        const refusal = (): AppError =>
          statusError(reply.status, reply.text, { ...request.about, secrets, now });
        if (waits < mostWaits(request, reply) && !stopped) {
          if (reply.status >= 500) inDoubt(refusal());
          await pause(waitBefore(reply, waits, now)).catch(orDoubt);
          waits += 1;
          continue;
        }
        if (request.allow?.includes(reply.status) === true) return { ...reply, json: undefined, repeated };
        if (reply.status < 200 || reply.status >= 300) throw refusal();
        const json = parseJson(reply.text);
        if (json !== undefined) return { status: reply.status, headers: reply.headers, json, repeated };
        const broken = unreadable(reply, secrets);
        if (repeated || request.repeat === 'never' || stopped || !isJson(reply)) throw broken;
        inDoubt(broken);
        repeated = true;
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      signal?.removeEventListener('abort', stopAll);
      clearTimeout(lastWord);
      for (const stop of stops) stop(new NotSent('the client was closed'));
      // These were sent: nobody knows what became of them.
      for (const stop of writesUnderWay) stop(transportError(new RequestTimeout()));
      giveBack();
    },
  };
}

function judgeOutcome(outcome: Outcome): Verdict {
  if ('failure' in outcome) return outcome.failure.timedOut ? 'pressed' : 'ignored';
  const { status, text } = outcome.reply;
  if (status === 429) return 'pressed';
  return status >= 500 && !blamesObject(text) ? 'pressed' : 'ok';
}

function mayRepeat({ repeat }: KubernetesRequest, { lost, timedOut }: ExchangeFailed): boolean {
  return lost && (repeat === 'write' || (repeat === 'read' && !timedOut));
}

function waitBefore({ headers, text }: Reply, waits: number, now: Date): number {
  const stated = headers['retry-after'];
  const header = Array.isArray(stated) ? stated[0] : stated;
  const bodySeconds = header === undefined ? parseStatusBody(text).retryAfterSeconds : 0;
  return waitMs({ header, bodySeconds, waits }, now, Math.random());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJson({ headers }: Reply): boolean {
  return String(headers['content-type'] ?? '').includes('json');
}

function unreadable(reply: Reply, secrets: Secrets): AppError {
  const message = isJson(reply)
    ? 'the answer is not valid JSON'
    : `the answer is not JSON: ${plainWords(describeText(reply.text), secrets, 200)}`;
  return new AppError('K8S_API_SERVER_ERROR', { status: reply.status, message });
}
