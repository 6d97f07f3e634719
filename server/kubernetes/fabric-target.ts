import type { FabricRow } from '#db/schema/index.ts';
import { tokenPlace } from '#server/secrets/token-place.ts';
import type { Sealer } from '#server/services/context.ts';
import type { ClusterTarget } from './target.ts';

/** The columns of a fabric that say where its cluster is and who we are there. */
export type ClusterColumns = Pick<
  FabricRow,
  'id' | 'kubernetesServer' | 'kubernetesTokenSealed' | 'kubernetesCaCert' | 'kubernetesTlsVerify'
>;

/** The cluster of a fabric, its credentials opened. @throws AppError CONFIG_INVALID when a stored credential cannot be opened */
export function clusterTargetOf(fabric: ClusterColumns, sealer: Pick<Sealer, 'open'>): ClusterTarget {
  return {
    server: fabric.kubernetesServer,
    token:
      fabric.kubernetesTokenSealed === null
        ? null
        : sealer.open(fabric.kubernetesTokenSealed, tokenPlace(fabric.id)),
    caCert: fabric.kubernetesCaCert,
    tlsVerify: fabric.kubernetesTlsVerify,
  };
}
