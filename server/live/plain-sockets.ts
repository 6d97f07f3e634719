import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { eq } from 'drizzle-orm';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { fabrics } from '#db/schema/index.ts';
import { findActor, type SignedIn } from '#server/auth/actor.ts';
import { ID_MAX } from '#server/domain/wire/identifier.ts';
import { AppError } from '#server/domain/app-error.ts';
import { hasRight } from '#server/domain/permissions.ts';
import { commandsOf } from '#server/live/commands.ts';
import type { Subscriber } from '#server/live/hub.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import { mayHear } from '#server/live/may-hear.ts';
import { messageLimit } from '#server/live/message-limit.ts';
import { messageText } from '#server/live/message-text.ts';
import type { Outgoing } from '#server/live/outgoing.ts';

const PATH = /^\/ws\/hedgehog\/fabric\/(\d{1,10})\/sync\/?(?:\?|$)/;
const MAX_MESSAGE_BYTES = 64 * 1024;
/** More than the present state of all that one connection may watch. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** Commands that may wait while it is asked who sends them. */
const MAX_EARLY_MESSAGES = 16;
const AUTHENTICATE_MS = 5_000;
const PING_EVERY_MS = 25_000;

/** Close codes of our own (4000–4999), after the HTTP statuses. */
const CLOSE = {
  notAuthenticated: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooManySockets: 4429,
  unavailable: 4503,
  tooMuch: 1008,
  goingAway: 1001,
} as const;

/** The fabric of a path, or null when it is not ours. */
export function fabricOfPath(url: string): number | null {
  const id = Number(PATH.exec(url)?.[1] ?? 0);
  return id > 0 && id <= ID_MAX ? id : null;
}

export interface PlainSockets {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, fabricId: number): void;
  close(): void;
}

/**
 * Plain WebSockets: `{"type", "payload"}` as text. Accepted first and authenticated after, by 4401: an upgrade that stays
 * unanswered while the database is asked may be destroyed by others who listen for upgrades.
 */
export function createPlainSockets(parts: LiveParts): PlainSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const pinging = setInterval(() => ping(server), parts.timing?.pingEveryMs ?? PING_EVERY_MS);
  pinging.unref();
  return {
    accept(request, socket, head, fabricId) {
      server.handleUpgrade(request, socket, head, (ws) => {
        ws.on('error', (error) => parts.log.debug({ err: error }, 'a socket failed'));
        serve(parts, ws, request, fabricId).catch((error: unknown) => {
          parts.log.warn({ err: error }, 'a socket could not be served');
          ws.close(CLOSE.unavailable, 'try again');
        });
      });
    },
    close() {
      clearInterval(pinging);
      for (const ws of server.clients) ws.close(CLOSE.goingAway, 'server is stopping');
      server.close();
    },
  };
}

const silent = new WeakSet<WebSocket>();

/** Whoever did not answer the last ping is gone. */
function ping(server: WebSocketServer): void {
  for (const ws of server.clients) {
    if (silent.has(ws)) {
      ws.terminate();
      continue;
    }
    silent.add(ws);
    ws.ping();
  }
}

async function serve(
  parts: LiveParts,
  ws: WebSocket,
  request: IncomingMessage,
  fabricId: number,
): Promise<void> {
  const maySpeak = messageLimit();
  const early: RawData[] = [];
  let onMessage = (data: RawData): void => {
    if (early.push(data) > MAX_EARLY_MESSAGES) ws.close(CLOSE.tooMuch, 'too many messages');
  };
  ws.on('pong', () => silent.delete(ws));
  ws.on('message', (data) => {
    if (ws.readyState !== WebSocket.OPEN) return;
    if (maySpeak(performance.now())) onMessage(data);
    else ws.close(CLOSE.tooMuch, 'too many messages');
  });

  const subscriber = await admit(parts, ws, request, fabricId);
  if (subscriber === null) return;
  parts.hub.add(subscriber);
  ws.on('close', () => parts.hub.remove(subscriber));
  parts.hub.subscribe(subscriber, [fabricId]);
  parts.relay.present(subscriber, [fabricId]);
  const run = commandsOf(parts, subscriber);
  onMessage = (data) => {
    const command = parseCommand(data);
    run(command.type, command.payload, (refusal) => {
      if (refusal !== null) subscriber.send(refusal);
    });
  };
  early.splice(0).forEach(onMessage);
}

/** @returns null for a connection that was closed, with the reason */
async function admit(
  parts: LiveParts,
  ws: WebSocket,
  request: IncomingMessage,
  fabricId: number,
): Promise<Subscriber | null> {
  const { cookie, authorization } = request.headers;
  const late = setTimeout(() => ws.close(CLOSE.unavailable, 'try again'), AUTHENTICATE_MS);
  const [signedIn, [fabric]] = await Promise.all([
    findActor(parts, { cookie, authorization }),
    parts.db.select({ id: fabrics.id }).from(fabrics).where(eq(fabrics.id, fabricId)),
  ]).finally(() => clearTimeout(late));
  const close = (code: number, reason: string): null => {
    ws.close(code, reason);
    return null;
  };
  if (ws.readyState !== WebSocket.OPEN) return null;
  if (signedIn === null) return close(CLOSE.notAuthenticated, 'not authenticated');
  if (!hasRight(signedIn.actor.role, 'view')) return close(CLOSE.forbidden, 'forbidden');
  const subscriber = subscriberOf(parts, ws, signedIn);
  // Whoever may not view it does not learn that it exists.
  if (fabric === undefined || !mayHear(subscriber, fabricId)) {
    return close(CLOSE.notFound, `Fabric with ID ${fabricId} not found`);
  }
  const leave = parts.seats.take(signedIn.actor.userId);
  if (leave === null) return close(CLOSE.tooManySockets, new AppError('TOO_MANY_SOCKETS').message);
  ws.on('close', leave);
  return subscriber;
}

function subscriberOf({ log }: LiveParts, ws: WebSocket, signedIn: SignedIn): Subscriber {
  return {
    signedIn,
    send(message: Outgoing) {
      if (ws.bufferedAmount > MAX_WAITING_BYTES) {
        log.warn({ waiting: ws.bufferedAmount }, 'a socket reads too slowly and is dropped');
        ws.terminate();
      } else if (ws.readyState === WebSocket.OPEN) ws.send(messageText(message));
    },
    expire: () => ws.close(CLOSE.notAuthenticated, 'the sign-in has ended'),
  };
}

function parseCommand(data: RawData): { readonly type?: unknown; readonly payload?: unknown } {
  try {
    const text = Array.isArray(data)
      ? Buffer.concat(data).toString('utf8')
      : Buffer.from(data as Buffer).toString('utf8');
    const command: unknown = JSON.parse(text);
    return typeof command === 'object' && command !== null ? command : {};
  } catch {
    return {};
  }
}
