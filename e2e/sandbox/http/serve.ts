import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { Http2SecureServer, Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { authenticate } from '../access/authenticate.ts';
import type { Cluster } from '../cluster.ts';
import { objectAt } from '../json.ts';
import { ClientGone, readBody } from './body.ts';
import { decodeProtobuf } from './protobuf.ts';
import { sendReply } from './reply.ts';
import type { Reply, Response } from './reply.ts';
import type { ApiRequest } from './request.ts';
import { route } from './route.ts';
import { PageNotFound, StatusError } from './status-error.ts';

type Incoming = IncomingMessage | Http2ServerRequest;

/** The HTTPS server of a cluster, for HTTP/2 and HTTP/1.1; it does not listen yet. */
export function createApiServer(
  cluster: Cluster,
  certificate: { cert: string; key: string },
): Http2SecureServer {
  const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
    void answer(cluster, request, response);
  });
  server.on('sessionError', () => {});
  return server;
}

async function answer(
  cluster: Cluster,
  request: Incoming,
  response: ServerResponse | Http2ServerResponse,
): Promise<void> {
  // A client that goes in the middle is no failure of ours.
  for (const side of [request, response]) side.on('error', () => {});
  const url = urlOf(request);
  const about = { headers: request.headers, query: url.searchParams };
  try {
    const reply = await handle(cluster, request, response, url);
    if (reply) await sendReply(response, about, reply);
  } catch (error) {
    if (error instanceof ClientGone || response.headersSent) response.destroy();
    else await sendReply(response, about, refusalOf(error)).catch(() => response.destroy());
  }
}

/** Not by way of a base address: a path that starts with two slashes would be taken for a host. */
function urlOf({ url = '/' }: Incoming): URL {
  return URL.parse(`https://sandbox${url.startsWith('/') ? url : `/${url}`}`) ?? new URL('https://sandbox/');
}

async function handle(
  cluster: Cluster,
  request: Incoming,
  response: Response,
  url: URL,
): Promise<Reply | null> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const user = authenticate(cluster, request.headers);
  const apiRequest: ApiRequest = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    ...inJson(request.headers, await readBody(request)),
    user,
    signal: gone.signal,
  };
  return await route(cluster, apiRequest, response);
}

/** A protobuf body of a kind that we know, as JSON; everything else as it came. */
function inJson(headers: IncomingHttpHeaders, body: Buffer): Pick<ApiRequest, 'headers' | 'body'> {
  if (!(headers['content-type'] ?? '').startsWith('application/vnd.kubernetes.protobuf'))
    return { headers, body };
  const object = decodeProtobuf(body);
  if (!object) return { headers, body };
  return {
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(object)),
  };
}

function refusalOf(error: unknown): Reply {
  if (error instanceof StatusError) {
    const seconds = objectAt(error.status, 'details')['retryAfterSeconds'];
    const headers = typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {};
    return { code: error.code, body: error.status, headers };
  }
  if (error instanceof PageNotFound) return { code: 404, text: '404 page not found\n' };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${message}\n`);
  return refusalOf(
    new StatusError(500, 'InternalError', 'Internal error occurred: the sandbox failed; see its log'),
  );
}
