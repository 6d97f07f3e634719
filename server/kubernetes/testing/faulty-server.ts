import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { connectCluster, type ClusterClient } from '../client.ts';
import type { ClusterTarget, ConnectOptions } from '../target.ts';

export const LIMIT_MS = 400;
const outbound = createOutbound({ deny: [], allow: [] });
export const VPC = {
  group: 'vpc.githedgehog.com',
  kind: 'VPC',
  version: 'v1beta1',
  versions: ['v1beta1'],
  plural: 'vpcs',
};
export const BODY = {
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  metadata: { name: 'v1', namespace: 'default' },
  spec: {},
};
export const LIVE = { ...BODY, metadata: { ...BODY.metadata, uid: 'u', resourceVersion: '1' } };

export const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server that answers the n-th request (from 1) by `answer`. Gives its URL and what it has counted. */
export async function serve(answer: Answer, { tls }: { tls?: { cert: string; key: string } } = {}) {
  const seen = { requests: 0, connections: 0 };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    seen.requests += 1;
    answer(request, response, seen.requests);
  };
  const server = tls ? createSecure(tls, handle) : createPlain(handle);
  server.on(tls ? 'secureConnection' : 'connection', () => (seen.connections += 1));
  const port = await listen(server);
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, seen };
}

/** A server of bare sockets. */
export async function serveTcp(accept: (socket: Socket) => void) {
  const seen = { connections: 0 };
  const server = createTcp((socket) => {
    seen.connections += 1;
    socket.on('error', () => undefined);
    accept(socket);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, seen };
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(
    () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  );
  return (server.address() as AddressInfo).port;
}

export function connect(server: string, more: Partial<ClusterTarget & ConnectOptions> = {}): ClusterClient {
  const { token = 'canary-token', caCert = '', tlsVerify = true, ...options } = more;
  const client = connectCluster(
    { server, token, caCert, tlsVerify },
    { outbound, requestTimeoutMs: LIMIT_MS, ...options },
  );
  open.push(async () => client.close());
  return client;
}

export const json = (
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
export const version = (response: ServerResponse): void =>
  json(response, 200, { major: '1', minor: '36', gitVersion: 'v1.36.3' });
export const failure = (code: number, message: string) => ({
  kind: 'Status',
  status: 'Failure',
  code,
  message,
});

export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('it passed'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}
