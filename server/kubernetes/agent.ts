import { X509Certificate } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { callbackify } from 'node:util';
import { Agent } from 'undici';
import { AppError } from '#server/domain/app-error.ts';
import type { Outbound } from '#server/services/context.ts';
import { MAX_CONNECTIONS, type ClusterTarget } from './target.ts';

/** An idle connection is kept this long; API servers close theirs after 90 s, load balancers often after 60 s. */
const KEEP_ALIVE_MS = 30_000;

/**
 * The connections of one client. Every name is resolved by Outbound, so that the address dialled is the one that was checked.
 * Errors: K8S_TLS_FAILED for a CA certificate that cannot be read.
 */
export function createAgent(
  { caCert, tlsVerify }: Pick<ClusterTarget, 'caCert' | 'tlsVerify'>,
  outbound: Pick<Outbound, 'resolve'>,
  timeoutMs: number,
): Agent {
  return new Agent({
    allowH2: false,
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectTimeout: timeoutMs,
    // The whole request has one limit of its own (exchange.ts).
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      // Read once: Node parses the certificates anew for each connection otherwise.
      secureContext: trust(caCert),
      rejectUnauthorized: tlsVerify,
      lookup: checkedLookup(outbound),
    },
  });
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Node takes a CA without a single certificate in it for an empty one, and then trusts nobody: better said at once. */
export function trust(caCert: string): SecureContext {
  if (caCert.trim() === '') return createSecureContext();
  try {
    const certificates = caCert.match(PEM_CERTIFICATE) ?? [''];
    return createSecureContext({ ca: certificates.map((pem) => new X509Certificate(pem).toString()) });
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
