import { randomUUID } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import type { Log } from '#server/log.ts';

const PING = { everyMs: 10_000, answerMs: 5_000 };
const FIRST_DELAY_MS = 50;
/** Whoever waits for news waits no longer than this after the database is back. */
const LONGEST_DELAY_MS = 1_000;
const CONNECT_TIMEOUT_SECONDS = 5;

export interface ListenerOptions {
  readonly url: string;
  readonly channel: string;
  readonly log: Log;
  onNotice(payload: string): void;
  /** After each (re)connection: notices may have been missed before it. */
  onConnected(): void;
  /** For tests. Default: a ping every 10 s, answered within 5 s. */
  readonly ping?: { readonly everyMs: number; readonly answerMs: number };
}

export interface Listener {
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own, for as long as the process lives. A connection that is silently dead is found by a
 * notice to itself, which must come back. Not the driver's `listen`: that waits out its own back-off and notices no silence.
 */
export function startListener(options: ListenerOptions): Listener {
  const closing = new AbortController();
  const running = run(options, closing.signal);
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

async function run(options: ListenerOptions, closing: AbortSignal): Promise<void> {
  let delayMs = FIRST_DELAY_MS;
  while (!closing.aborted) {
    try {
      await listenOnce(options, closing, () => {
        delayMs = FIRST_DELAY_MS;
      });
    } catch (error) {
      if (!closing.aborted)
        options.log.warn({ err: error }, 'the connection for live updates was lost; trying again');
    }
    await delay(delayMs, closing);
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
  }
}

/** Ends when the connection does, with an error, or when closing. */
async function listenOnce(
  options: ListenerOptions,
  closing: AbortSignal,
  connected: () => void,
): Promise<void> {
  const lost = Promise.withResolvers<never>();
  // Whoever waits for it gets it; nobody need.
  lost.promise.catch(() => {});
  const pings = new Map<string, () => void>();
  const { everyMs, answerMs } = options.ping ?? PING;
  const pingChannel = `fabric_sync_ping_${randomUUID().replaceAll('-', '')}`;
  const sql = openOne(options.url, {
    onclose: () => lost.reject(new Error('connection closed')),
    onnotify: (channel, payload) => {
      if (channel === pingChannel) pings.get(payload)?.();
      else options.onNotice(payload);
    },
  });
  const onClosing = (): void => lost.reject(new Error('closing'));
  closing.addEventListener('abort', onClosing);
  try {
    const listening = async (): Promise<void> => {
      await sql`listen ${sql(options.channel)}`;
      await sql`listen ${sql(pingChannel)}`;
    };
    await Promise.race([listening(), lost.promise]);
    connected();
    options.onConnected();
    while (!closing.aborted) {
      await Promise.race([delay(everyMs, closing), lost.promise]);
      if (!closing.aborted) await Promise.race([ping(sql, pingChannel, pings, answerMs), lost.promise]);
    }
  } finally {
    closing.removeEventListener('abort', onClosing);
    await sql.end({ timeout: 0 });
  }
}

/** A driver instance that holds exactly one connection and hands over what is notified on it. */
function openOne(
  url: string,
  handlers: { onclose(): void; onnotify(channel: string, payload: string): void },
): Sql {
  // `onnotify` is missing in the driver's types; its own `listen` is built on it.
  const options = {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: false,
    connection: { application_name: 'fabric-sync live' },
    onnotice: () => {},
    ...handlers,
  };
  return postgres(url, options);
}

/** @throws Error when the notice to oneself does not come back in time */
async function ping(
  sql: Sql,
  channel: string,
  pings: Map<string, () => void>,
  answerMs: number,
): Promise<void> {
  const id = randomUUID();
  const answered = Promise.withResolvers<void>();
  pings.set(id, answered.resolve);
  const timer = setTimeout(
    () => answered.reject(new Error(`no answer to a notice to oneself within ${answerMs} ms`)),
    answerMs,
  );
  try {
    await Promise.all([sql`select pg_notify(${channel}, ${id})`, answered.promise]);
  } finally {
    clearTimeout(timer);
    pings.delete(id);
  }
}

/** Waits; ends early, without an error, when aborted. */
async function delay(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const done = Promise.withResolvers<void>();
  const timer = setTimeout(done.resolve, ms);
  signal.addEventListener('abort', () => done.resolve(), { once: true });
  await done.promise;
  clearTimeout(timer);
}
