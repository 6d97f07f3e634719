import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { findActor, type SignedIn } from '#server/auth/actor.ts';
import { AppError } from '#server/domain/app-error.ts';
import { isOwnOrigin } from '#server/http/same-origin.ts';
import { runCommand, type Outgoing, type Refusal } from '#server/live/commands.ts';
import type { Subscriber } from '#server/live/hub.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import { messageLimit } from '#server/live/message-limit.ts';

export const SOCKET_IO_PATH = '/socket.io/';
const MAX_MESSAGE_BYTES = 64 * 1024;
/** Packets that wait for a reader: more than the present state of all that one connection may watch. */
const MAX_WAITING_PACKETS = 10_000;

type Acknowledge = (answer: { ok: true } | Refusal['payload']) => void;
type ClientEvents = Record<
  'subscribe' | 'unsubscribe',
  (payload: unknown, acknowledge?: Acknowledge) => void
>;
type ServerEvents = { [K in Outgoing['type']]: (payload: Extract<Outgoing, { type: K }>['payload']) => void };
interface SocketData {
  signedIn: SignedIn;
}
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

/** Socket.IO at its usual path: event name = the message's type, argument = its payload. @returns what ends it */
export function attachSocketIo(server: HttpServer, parts: LiveParts): () => void {
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>({
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
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
  socket.data.signedIn = signedIn;
  return undefined;
}

/** The client finds `data` on its connect_error. */
const refused = (error: AppError): Error =>
  Object.assign(new Error(error.message), { data: { code: error.code, error: error.message } });

function serve({ hub, relay, log }: LiveParts, socket: LiveSocket): void {
  const maySpeak = messageLimit();
  const subscriber: Subscriber = {
    credential: socket.data.signedIn.credential,
    hearsNotices: true,
    send(message) {
      // Not in the types, but the one place that says how far behind a reader is.
      const waiting = (socket.conn as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer
        .length;
      if (waiting > MAX_WAITING_PACKETS) {
        log.warn({ waiting }, 'a socket reads too slowly and is dropped');
        socket.disconnect(true);
        return;
      }
      emit(socket, message);
    },
    expire: () => void socket.disconnect(true),
  };
  hub.add(subscriber);
  socket.on('disconnect', () => hub.remove(subscriber));

  const onCommand = (type: keyof ClientEvents) => (payload: unknown, acknowledge?: Acknowledge) => {
    if (!maySpeak(performance.now())) {
      socket.disconnect(true);
      return;
    }
    const refusal = runCommand({ hub, relay }, subscriber, type, payload);
    if (typeof acknowledge === 'function') acknowledge(refusal === null ? { ok: true } : refusal.payload);
    else if (refusal !== null) emit(socket, refusal);
  };
  socket.on('subscribe', onCommand('subscribe'));
  socket.on('unsubscribe', onCommand('unsubscribe'));
}

/** The types of `emit` cannot follow a union; type and payload of a message belong together by construction. */
function emit(socket: LiveSocket, message: Outgoing): void {
  (socket.emit as (type: string, payload: unknown) => boolean)(message.type, message.payload);
}
