import type { FabricRow } from '#db/schema/index.ts';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import { connectCluster, type ClusterClient } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import type { ClusterTarget } from '#server/kubernetes/target.ts';
import type { Context } from '#server/services/context.ts';
import { readDesiredUse, type DesiredUse } from '#server/services/preflight/desired-use.ts';

/** What the checks of one fabric share; each part is had once, when the first check asks for it. */
export interface PreflightSession {
  readonly ctx: Context;
  readonly fabric: FabricRow;
  readonly signal: AbortSignal;
  target(): ClusterTarget;
  client(): ClusterClient;
  served(): Promise<readonly ServedKind[]>;
  desiredUse(): Promise<DesiredUse>;
  close(): Promise<void>;
}

export function openSession(ctx: Context, fabric: FabricRow, signal: AbortSignal): PreflightSession {
  let opened: ClusterClient | null = null;
  const target = once(() => clusterTargetOf(fabric, ctx.sealer));
  const client = (): ClusterClient => {
    opened ??= connectCluster(target(), { outbound: ctx.outbound, signal });
    return opened;
  };
  return {
    ctx,
    fabric,
    signal,
    target,
    client,
    served: once(() => client().discover(SYNCED_KINDS)),
    desiredUse: once(() => readDesiredUse(ctx, fabric.id)),
    close: async () => {
      opened?.close();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
