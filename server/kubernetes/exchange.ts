import type { Dispatcher } from 'undici';
import { AppError } from '#server/domain/app-error.ts';
import { RequestTimeout, transportError } from './errors/transport.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Asked once more at the very moment of sending: it may have waited for a connection. Throws = not sent. */
  readonly mayStart?: (() => void) | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** An exchange without a usable answer. */
export class ExchangeFailed extends Error {
  /** AppError, or what the caller stopped it with. */
  readonly error: unknown;
  /** The request may have reached the server, and what became of it is not known: the answer never came, or broke off. */
  readonly lost: boolean;
  readonly timedOut: boolean;

  constructor(error: unknown, { lost, timedOut }: { lost: boolean; timedOut: boolean }) {
    super('exchange failed');
    this.error = error;
    this.lost = lost;
    this.timedOut = timedOut;
  }
}

/** Stops of everything under way; a set of functions rather than one listener each on the caller's signal. */
export type Stops = Set<(reason: unknown) => void>;

/**
 * One request and its whole answer. `timeoutMs` covers all of it, from the wait for a connection to the last byte: a server that trickles one
 * byte a second cannot hold it. Redirects are not followed. Throws ExchangeFailed only.
 */
export function exchange(agent: Dispatcher, origin: string, request: Exchange, stops: Stops): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status: number | null = null;
    let headers: Reply['headers'] = {};
    let controller: Dispatcher.DispatchController | null = null;
    let done = false;

    const finish = (): boolean => {
      if (done) return false;
      done = true;
      clearTimeout(timer);
      stops.delete(stop);
      return true;
    };
    const fail = (error: unknown, { lost = false, timedOut = false } = {}): void => {
      if (finish()) reject(new ExchangeFailed(error, { lost, timedOut }));
    };
    const stop = (reason: unknown): void => {
      fail(reason);
      controller?.abort(new Error('stopped'));
    };
    const refuseLate = (): void => {
      try {
        request.mayStart?.();
      } catch (reason) {
        fail(reason);
      }
    };
    const timer = setTimeout(() => {
      fail(transportError(new RequestTimeout()), { lost: controller !== null, timedOut: true });
      controller?.abort(new Error('out of time'));
    }, request.timeoutMs);
    stops.add(stop);

    const { method, path, body } = request;
    const sent: Dispatcher.DispatchOptions = {
      origin,
      method,
      path,
      headers: request.headers,
      ...(body === undefined ? {} : { body }),
    };
    agent.dispatch(sent, {
      onRequestStart(started) {
        // Given up while it waited for a connection.
        if (!done) refuseLate();
        if (done) started.abort(new Error('stopped'));
        else controller = started;
      },
      onResponseStart(_controller, statusCode, received) {
        if (statusCode < 200) return;
        status = statusCode;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length;
        if (bytes <= request.maxBytes) chunks.push(chunk);
        else stop(tooLarge(status, request.maxBytes));
      },
      onResponseEnd() {
        if (!finish()) return;
        const text = Buffer.concat(chunks, bytes).toString('utf8');
        // undici frees the connection by a setImmediate of its own, made right after this call: a request sent before that opens another one.
        queueMicrotask(() => setImmediate(() => resolve({ status: status ?? 0, headers, text })));
      },
      onResponseError(_controller, error) {
        fail(transportError(error, status), { lost: controller !== null });
      },
    });
  });
}

function tooLarge(status: number | null, maxBytes: number): AppError {
  return new AppError('K8S_API_SERVER_ERROR', {
    status: status ?? 0,
    message: `the answer is larger than ${maxBytes / 1_048_576} MB`,
  });
}
