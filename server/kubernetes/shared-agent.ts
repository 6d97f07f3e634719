import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Outbound } from '#server/outbound/outbound.ts';
import { createAgent } from './agent.ts';
import type { ClusterTarget } from './target.ts';

/** Connections outlive their last client by this much: fabrics of one cluster that run one after another share them. */
const LINGER_MS = 5_000;

interface Shared {
  readonly agent: Dispatcher;
  clients: number;
  linger: NodeJS.Timeout | undefined;
}

/** Somebody's use of connections that others may use too. */
export interface BorrowedAgent {
  readonly agent: Dispatcher;
  /** Once; what is still under way is for the borrower to end. */
  giveBack(): void;
}

/** By the policy that checks addresses, then by all that tells one server's connections from another's. */
const shared = new WeakMap<Pick<Outbound, 'checkUrl' | 'resolve'>, Map<string, Shared>>();

/**
 * Connections to one server, shared by all clients of this process that trust the same authorities and show the same certificate:
 * a handshake costs more than most requests. Tokens go with each request and are not shared.
 * @throws AppError as createAgent
 */
export function borrowAgent(
  origin: string,
  target: ClusterTarget,
  outbound: Pick<Outbound, 'checkUrl' | 'resolve'>,
  timeoutMs: number,
): BorrowedAgent {
  const known = shared.get(outbound) ?? new Map<string, Shared>();
  shared.set(outbound, known);
  const key = keyOf(origin, target, timeoutMs);
  const entry = known.get(key) ?? {
    agent: createAgent(target, outbound, timeoutMs),
    clients: 0,
    linger: undefined,
  };
  known.set(key, entry);
  entry.clients += 1;
  clearTimeout(entry.linger);
  return {
    agent: entry.agent,
    giveBack() {
      entry.clients -= 1;
      if (entry.clients > 0) return;
      entry.linger = setTimeout(() => {
        known.delete(key);
        void entry.agent.destroy();
      }, LINGER_MS).unref();
    },
  };
}

/** Hashed: a client's key is no name. */
function keyOf(origin: string, target: ClusterTarget, timeoutMs: number): string {
  const { caCert, tlsVerify, clientCert = '', clientKey = null, proxyUrl = '' } = target;
  const parts = [origin, caCert, tlsVerify, clientCert, clientKey, proxyUrl, timeoutMs];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
