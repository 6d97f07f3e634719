import { X509Certificate } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { callbackify } from 'node:util';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { AppError } from '#server/domain/app-error.ts';
import type { Outbound } from '#server/outbound/outbound.ts';
import { MAX_CONNECTIONS, type ClusterTarget } from './target.ts';

/** An idle connection is kept this long; API servers close theirs after 90 s, load balancers often after 60 s. */
const KEEP_ALIVE_MS = 30_000;

/**
 * The connections of the clients of one server (shared-agent.ts). Every name is resolved by Outbound, so that the address dialled is the one that was checked.
 * Errors: K8S_TLS_FAILED for a CA certificate that cannot be read.
 */
export function createAgent(
  target: Omit<ClusterTarget, 'server' | 'token'>,
  outbound: Pick<Outbound, 'checkUrl' | 'resolve'>,
  timeoutMs: number,
): Dispatcher {
  const { tlsVerify, proxyUrl = '' } = target;
  const settings = {
    allowH2: false,
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectTimeout: timeoutMs,
    // The whole request has one limit of its own (exchange.ts).
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  // Read once: Node parses the certificates anew for each connection otherwise.
  const tls = { secureContext: secureContextOf(target), rejectUnauthorized: tlsVerify };
  const lookup = checkedLookup(outbound);
  if (proxyUrl === '') return new Agent({ ...settings, connect: { ...tls, lookup } });
  outbound.checkUrl(proxyUrl);
  return new ProxyAgent({
    ...settings,
    uri: proxyUrl,
    // Also to a server on plain http: the proxy shall see no request of ours.
    proxyTunnel: true,
    // The proxy resolves the server's name; the proxy's own is resolved and checked here.
    proxyTls: { lookup, allowH2: false, timeout: timeoutMs },
    requestTls: { ...tls, allowH2: false, timeout: timeoutMs },
  });
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Whom we trust, and who we are. @throws AppError K8S_TLS_FAILED for a CA certificate, client certificate or key that cannot be read
 */
export function secureContextOf({
  caCert,
  clientCert = '',
  clientKey = null,
}: Pick<ClusterTarget, 'caCert' | 'clientCert' | 'clientKey'>): SecureContext {
  const ca = readCa(caCert);
  if (clientCert === '' || clientKey === null) return createSecureContext(ca);
  try {
    return createSecureContext({ ...ca, cert: clientCert, key: clientKey });
  } catch {
    throw new AppError('K8S_TLS_FAILED', {
      why: 'the client certificate of the fabric and its key do not fit',
    });
  }
}

/** Node takes a CA without a single certificate in it for an empty one, and then trusts nobody: better said at once. */
function readCa(caCert: string): { ca?: string[] } {
  if (caCert.trim() === '') return {};
  try {
    const certificates = caCert.match(PEM_CERTIFICATE) ?? [''];
    return { ca: certificates.map((pem) => new X509Certificate(pem).toString()) };
  } catch {
    throw new AppError('K8S_TLS_FAILED', { why: 'the CA certificate of the fabric is not in PEM form' });
  }
}

/** Every name is resolved by Outbound: the address dialled is the one that was checked. */
export function checkedLookup(outbound: Pick<Outbound, 'resolve'>): LookupFunction {
  const resolve = callbackify((hostname: string) => outbound.resolve(hostname));
  return (hostname, options, callback) => {
    resolve(hostname, (error, found) => {
      if (error) return callback(error, '', 0);
      const fitting = found.filter(
        ({ family }) => !options.family || familyNumber(options.family) === family,
      );
      const [first] = fitting;
      if (first === undefined) {
        callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
      } else if (options.all === true) {
        callback(null, fitting);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function familyNumber(family: number | 'IPv4' | 'IPv6'): number {
  if (typeof family === 'number') return family;
  return family === 'IPv6' ? 6 : 4;
}
