import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPodAddress } from '#server/config.ts';
import { AppError } from '#server/domain/app-error.ts';
import { IN_CLUSTER, IN_CLUSTER_URL } from '#server/domain/in-cluster.ts';
import type { ClusterTarget } from './target.ts';

/** Where Kubernetes mounts a pod's own account. */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where the API server of this pod's cluster is, and where its account lies. */
export interface PodAccount {
  /** `https://10.96.0.1:443` */
  readonly server: string;
  readonly folder: string;
}

/** Null outside of a pod. */
export function findPodAccount(): PodAccount | null {
  const server = readPodAddress();
  return server === null ? null : { server, folder: ACCOUNT_FOLDER };
}

/** Whether a fabric means the cluster that the app itself runs in: by name, or by address without credentials of its own. */
export function meansOwnCluster({ server, token, clientCert = '' }: ClusterTarget): boolean {
  const trimmed = server.trim().replace(/\/+$/, '');
  return trimmed === IN_CLUSTER || (trimmed === IN_CLUSTER_URL && token === null && clientCert === '');
}

/**
 * The pod's own account, read anew each time: Kubernetes replaces the token about every hour. What the fabric sets itself stays.
 * @throws AppError CONFIG_INVALID outside of a pod, or when the account cannot be read
 */
export function ownClusterTarget(target: ClusterTarget, account: PodAccount | null): ClusterTarget {
  if (account === null) {
    throw new AppError('CONFIG_INVALID', {
      why: `The fabric names its server "${IN_CLUSTER}", and the app does not run in a pod`,
    });
  }
  const read = (name: string): string => readFileSync(join(account.folder, name), 'utf8');
  try {
    return {
      ...target,
      server: target.server.trim() === IN_CLUSTER ? account.server : target.server,
      token: read('token').trim(),
      caCert: target.caCert.trim() === '' ? read('ca.crt') : target.caCert,
    };
  } catch (error) {
    throw new AppError(
      'CONFIG_INVALID',
      { why: "The pod's service account cannot be read: is its token mounted?" },
      { cause: error },
    );
  }
}
