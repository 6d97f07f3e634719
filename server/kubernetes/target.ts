import type { Outbound } from '#server/outbound/outbound.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';

/** Where a cluster is and who we are there. */
export interface ClusterTarget {
  /** `https://host:port`, with a path where the API server stands behind a proxy. */
  readonly server: string;
  /** Bearer token; null = anonymous. */
  readonly token: string | null;
  /** PEM, one or several certificates; empty = what the system trusts. */
  readonly caCert: string;
  readonly tlsVerify: boolean;
  /** PEM; with its key instead of a token. Absent or empty = none. */
  readonly clientCert?: string;
  readonly clientKey?: string | null;
  /** HTTP(S) proxy that tunnels to the server (CONNECT); absent or empty = directly. */
  readonly proxyUrl?: string;
}

export interface ConnectOptions {
  readonly outbound: Pick<Outbound, 'checkUrl' | 'resolve'>;
  /** Ends every request under way; they reject with its reason. */
  readonly signal?: AbortSignal;
  /** Called right before each request leaves, repeated ones included; what it throws stops the request (fencing). */
  readonly beforeRequest?: () => void;
  /** How much at once; absent: the one that all clients of this server share in this process. */
  readonly limit?: AdaptiveLimit;
  /** A request's time over all phases, in ms. */
  readonly requestTimeoutMs?: number;
}

export const REQUEST_TIMEOUT_MS = 10_000;
/** Connections to one server; requests beyond it wait in turn. Also the most that the adaptive limit lets through. */
export const MAX_CONNECTIONS = 32;
export const START_CONCURRENCY = 8;
