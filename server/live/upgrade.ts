import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { isOwnOrigin } from '#server/http/same-origin.ts';
import { fabricOfPath, type PlainSockets } from '#server/live/plain-sockets.ts';
import { SOCKET_IO_PATH } from '#server/live/socket-io.ts';

/**
 * Decides whose an upgrade request is; every listener of the server gets each of them, so those of others are left alone:
 * Socket.IO's own, and in development those of Next. What belongs to nobody is answered and closed, not left hanging.
 */
export function routeUpgrades(
  server: Server,
  plain: PlainSockets,
  options: { readonly publicOrigin: string; readonly development: boolean },
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = request.url ?? '/';
    if (url.startsWith(SOCKET_IO_PATH)) return;
    if (options.development && url.startsWith('/_next/')) return;
    const fabricId = fabricOfPath(url);
    if (fabricId === null) {
      refuse(socket, '404 Not Found');
      return;
    }
    const { origin, host } = request.headers;
    if (origin !== undefined && !isOwnOrigin(origin, host, options.publicOrigin)) {
      refuse(socket, '403 Forbidden');
      return;
    }
    plain.accept(request, socket, head, fabricId);
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon?.();
}

declare module 'node:stream' {
  interface Duplex {
    /** Of net.Socket: destroys after what was written is sent. */
    destroySoon?(): void;
  }
}
