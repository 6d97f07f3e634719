import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Outbound } from '#server/outbound/outbound.ts';
import { AppError } from '#server/domain/app-error.ts';
import { checkedLookup, secureContextOf } from './agent.ts';
import { tlsReason } from './errors/tls-reason.ts';
import { RequestTimeout, transportError } from './errors/transport.ts';
import type { ClusterTarget } from './target.ts';

/** What a bare connection to an API server shows, before anything is said over it. */
export interface TlsProbe {
  /** Why the certificate is not trusted, in words; null = trusted. */
  readonly untrusted: string | null;
  readonly certificateExpiry: Date | null;
}

interface ProbeOptions {
  readonly outbound: Pick<Outbound, 'checkUrl' | 'resolve'>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

type Reached = Omit<ClusterTarget, 'token' | 'tlsVerify'>;

/** Resolves the name and opens a TCP connection, nothing more. @throws AppError K8S_DNS_FAILED, K8S_CONNECTION_REFUSED, K8S_NETWORK_TIMEOUT, ADDRESS_REFUSED */
export async function probeTcp(target: Reached, options: ProbeOptions): Promise<void> {
  const socket = await dial(target, options);
  socket.destroy();
}

/**
 * Shakes hands and looks at the server's certificate; null where the address is not https. An untrusted certificate is a
 * finding, not an error: no request and no credential is sent over this connection.
 * @throws AppError as probeTcp, and K8S_TLS_FAILED where no handshake comes about
 */
export async function probeTls(target: Reached, options: ProbeOptions): Promise<TlsProbe | null> {
  const { protocol, hostname } = new URL(target.server);
  if (protocol !== 'https:') return null;
  const secureContext = secureContextOf(target);
  const socket = await dial(target, options);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const secured = connectTls({
    socket,
    secureContext,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: false,
  });
  try {
    await settled(secured, 'secureConnect', options);
    const { valid_to: validTo } = secured.getPeerCertificate();
    const expiry = new Date(validTo);
    return {
      untrusted: secured.authorized ? null : reasonOf(secured),
      certificateExpiry: Number.isNaN(expiry.getTime()) ? null : expiry,
    };
  } finally {
    secured.destroy();
  }
}

/** Node gives the error's code here, whatever its type says. */
function reasonOf({ authorizationError }: TLSSocket): string {
  const code: unknown = authorizationError;
  const text = code instanceof Error && 'code' in code ? String(code.code) : String(code);
  return tlsReason(text) ?? "the server's certificate is not trusted";
}

async function dial({ server, proxyUrl = '' }: Reached, options: ProbeOptions): Promise<Socket> {
  options.outbound.checkUrl(server);
  const url = new URL(server);
  const port = portOf(url);
  if (proxyUrl !== '') return await tunnel(new URL(proxyUrl), `${url.hostname}:${port}`, options);
  const socket = connectTcp({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    lookup: checkedLookup(options.outbound),
  });
  return await settled(socket, 'connect', options);
}

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

/** A connection through a proxy. @throws AppError K8S_CONNECTION_REFUSED when the proxy refuses */
async function tunnel(proxy: URL, authority: string, options: ProbeOptions): Promise<Socket> {
  options.outbound.checkUrl(proxy.href);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(proxy),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority },
    agent: false,
    lookup: checkedLookup(options.outbound),
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
  });
  request.once('connect', ({ statusCode = 0 }, socket) => {
    if (statusCode === 200) return resolve(socket);
    socket.destroy();
    reject(new AppError('K8S_CONNECTION_REFUSED', { reason: `PROXY_${statusCode}` }));
  });
  request.once('error', reject);
  request.end();
  try {
    return await promise;
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    const timedOut = error instanceof Error && error.name === 'AbortError';
    throw transportError(timedOut ? new RequestTimeout() : error);
  }
}

async function settled<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  { signal, timeoutMs }: ProbeOptions,
): Promise<S> {
  const { promise, resolve, reject } = Promise.withResolvers<S>();
  const onAbort = (): void => reject(signal.reason);
  const timer = setTimeout(() => reject(new RequestTimeout()), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  socket.once(event, () => resolve(socket));
  // Stays: an error that comes after the answer must not end the process.
  socket.on('error', reject);
  socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  try {
    return await promise;
  } catch (error) {
    socket.destroy();
    throw transportError(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
