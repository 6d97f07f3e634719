import type { FabricRow } from '#db/schema/index.ts';
import { clientKeyPlace, tokenPlace } from '#server/secrets/token-place.ts';
import type { Sealer } from '#server/secrets/seal.ts';
import { findPodAccount, meansOwnCluster, ownClusterTarget, type PodAccount } from './in-cluster.ts';
import type { ClusterTarget } from './target.ts';

/** The columns of a fabric that say where its cluster is and who we are there. */
export type ClusterColumns = Pick<
  FabricRow,
  | 'id'
  | 'kubernetesServer'
  | 'kubernetesTokenSealed'
  | 'kubernetesClientCert'
  | 'kubernetesClientKeySealed'
  | 'kubernetesCaCert'
  | 'kubernetesTlsVerify'
  | 'kubernetesProxyUrl'
>;

/**
 * The cluster of a fabric, its credentials opened; for the app's own cluster the pod's account.
 * @throws AppError CONFIG_INVALID when a stored credential or the pod's account cannot be had
 */
export function clusterTargetOf(
  fabric: ClusterColumns,
  sealer: Pick<Sealer, 'open'>,
  podAccount: () => PodAccount | null = findPodAccount,
): ClusterTarget {
  const open = (sealed: string | null, place: string): string | null =>
    sealed === null ? null : sealer.open(sealed, place);
  const target: ClusterTarget = {
    server: fabric.kubernetesServer,
    token: open(fabric.kubernetesTokenSealed, tokenPlace(fabric.id)),
    clientCert: fabric.kubernetesClientCert,
    clientKey: open(fabric.kubernetesClientKeySealed, clientKeyPlace(fabric.id)),
    caCert: fabric.kubernetesCaCert,
    tlsVerify: fabric.kubernetesTlsVerify,
    proxyUrl: fabric.kubernetesProxyUrl,
  };
  return meansOwnCluster(target) ? ownClusterTarget(target, podAccount()) : target;
}
