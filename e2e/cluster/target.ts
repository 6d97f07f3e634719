import { existsSync, readFileSync } from 'node:fs';
import type { Pair } from './certificates.ts';
import { findBinaries } from './binaries.ts';
import type { CrdSource } from './crds.ts';
import { startCluster } from './start.ts';

/** An API server that tests meet, whoever started it. */
export type ApiServer = {
  server: string;
  /** PEM; null: trusted by the machine. */
  ca: string | null;
  /** An administrator's. */
  token: string;
  namespace: string;
  /** Signs certificates by which clients sign in; absent where that is somebody else's. */
  clientAuthority?: Pair;
};

export type Target = ApiServer & { stop: () => Promise<void> };

/**
 * The real API server for tests: the one that TEST_FABRIC_K8S_API_SERVER names, its CRDs left as they are, else one started here with
 * `crds`. Where there is none to be had, the reason.
 */
export async function findTarget(crds: CrdSource): Promise<Target | { missing: string }> {
  const named = namedTarget();
  if (named) return named;
  const binaries = await findBinaries();
  if ('missing' in binaries) return binaries;
  const { server, caCert, adminToken, clientAuthority, stop } = await startCluster({ crds });
  return { server, ca: caCert, token: adminToken, namespace: 'default', clientAuthority, stop };
}

function namedTarget(): Target | { missing: string } | null {
  const server = process.env['TEST_FABRIC_K8S_API_SERVER'];
  if (!server) return null;
  const token = process.env['TEST_FABRIC_K8S_TOKEN'];
  if (!token) return { missing: 'TEST_FABRIC_K8S_API_SERVER is set and TEST_FABRIC_K8S_TOKEN is not' };
  const namespace = process.env['TEST_FABRIC_K8S_NAMESPACE'] || 'default';
  return { server, ca: authority(), token, namespace, stop: async () => undefined };
}

/** A path or the PEM itself. */
function authority(): string | null {
  const given = process.env['TEST_FABRIC_K8S_CA'];
  if (!given) return null;
  return existsSync(given) ? readFileSync(given, 'utf8') : given;
}
