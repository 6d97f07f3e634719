import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { findActor, type SignedIn } from '#server/auth/actor.ts';
import { AppError } from '#server/domain/app-error.ts';
import { hasRight } from '#server/domain/permissions.ts';
import { isOwnOrigin } from '#server/http/same-origin.ts';
import { commandsOf } from '#server/live/commands.ts';
import type { Subscriber } from '#server/live/hub.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import { messageLimit } from '#server/live/message-limit.ts';
import { eventPacket } from '#server/live/message-text.ts';
import type { Outgoing } from '#server/live/outgoing.ts';

export const SOCKET_IO_PATH = '/socket.io/';
const MAX_MESSAGE_BYTES = 64 * 1024;
/** What waits for a reader: more than the present state of all that one connection may watch. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** Who opens a connection says who he is within this. */
const CONNECT_TIMEOUT_MS = 10_000;
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 20_000;
const END_WITHIN_MS = 3_000;

type ServerEvents = { [K in Outgoing['type']]: (payload: Extract<Outgoing, { type: K }>['payload']) => void };
interface SocketData {
  signedIn: SignedIn;
}
type ClientEvents = Record<'subscribe' | 'unsubscribe', (payload: unknown, acknowledge?: unknown) => void>;
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** Socket.IO at its usual path: event name = the message's type, argument = its payload. @returns what ends it */
export function attachSocketIo(server: HttpServer, parts: LiveParts): () => void {
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>({
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: CONNECT_TIMEOUT_MS,
    pingInterval: parts.timing?.pingEveryMs ?? PING_EVERY_MS,
    pingTimeout: parts.timing?.pingEveryMs ?? PONG_WITHIN_MS,
    // Otherwise it destroys every upgrade that is not answered within a second, other people's too.
    destroyUpgrade: false,
    allowRequest: ({ headers }, answer) => {
      const isOwn =
        headers.origin === undefined || isOwnOrigin(headers.origin, headers.host, parts.publicOrigin);
      answer(isOwn ? null : 'origin not allowed', isOwn);
    },
  });
  io.use((socket, next) => {
    void admit(parts, socket, next);
  });
  io.on('connection', (socket) => serve(parts, socket));
  io.attach(server);

  return () => {
    io.disconnectSockets(true);
    io.engine.close();
  };
}

async function admit(parts: LiveParts, socket: LiveSocket, next: (error?: Error) => void): Promise<void> {
  let refusal: Error | undefined;
  try {
    refusal = await authenticate(parts, socket);
  } catch (error) {
    parts.log.warn({ err: error }, 'a socket could not be authenticated');
    refusal = refused(new AppError('DATABASE_UNAVAILABLE'));
  }
  next(refusal);
}

async function authenticate(parts: LiveParts, socket: LiveSocket): Promise<Error | undefined> {
  const { headers, auth } = socket.handshake;
  const token: unknown = auth['token'];
  const authorization = typeof token === 'string' && token !== '' ? `Token ${token}` : headers.authorization;
  const signedIn = await findActor(parts, { cookie: headers.cookie, authorization });
  if (signedIn === null) return refused(new AppError('NOT_AUTHENTICATED'));
  if (!hasRight(signedIn.actor.role, 'view')) return refused(new AppError('FORBIDDEN'));
  const leave = parts.seats.take(signedIn.actor.userId);
  if (leave === null) return refused(new AppError('TOO_MANY_SOCKETS'));
  // One that is gone before it was admitted never disconnects; its connection may be gone already.
  socket.on('disconnect', leave);
  socket.conn.once('close', leave);
  if (socket.conn.readyState === 'closed') leave();
  socket.data.signedIn = signedIn;
  return undefined;
}

/** The client finds `data` on its connect_error. */
const refused = (error: AppError): Error =>
  Object.assign(new Error(error.message), { data: { code: error.code, error: error.message } });

function serve(parts: LiveParts, socket: LiveSocket): void {
  const { hub, log } = parts;
  let waiting = 0;
  // All that waited was handed to the network; what the network has not taken yet is no more than that.
  socket.conn.on('drain', () => {
    waiting = 0;
  });
  const subscriber: Subscriber = {
    signedIn: socket.data.signedIn,
    hearsNotices: true,
    send(message) {
      const packet = eventPacket(message);
      waiting += packet.length;
      if (waiting > MAX_WAITING_BYTES) {
        log.warn({ waiting }, 'a socket reads too slowly and is dropped');
        // What waits is thrown away: an ordered end would wait for the reader.
        socket.conn.close(true);
      } else if (socket.connected) {
        // Past `emit`, which would write the same text anew for each socket.
        socket.conn.write(packet, { compress: false });
      }
    },
    expire: () => end(socket),
  };
  hub.add(subscriber);
  socket.on('disconnect', () => hub.remove(subscriber));

  const maySpeak = messageLimit();
  const run = commandsOf(parts, subscriber);
  socket.onAny((type: unknown, ...args: unknown[]) => {
    if (!maySpeak(performance.now())) {
      end(socket);
      return;
    }
    const acknowledge = args.at(-1);
    run(type, args[0], (refusal) => {
      if (typeof acknowledge === 'function') acknowledge(refusal === null ? { ok: true } : refusal.payload);
      else if (refusal !== null) subscriber.send(refusal);
    });
  });
}

/** Tells the client, who need not listen. */
function end(socket: LiveSocket): void {
  const { conn } = socket;
  socket.disconnect(true);
  setTimeout(() => conn.close(true), END_WITHIN_MS).unref();
}
