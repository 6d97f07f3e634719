import type { FabricRow } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import { importedResource } from '#server/domain/import/imported-resource.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import { connectCluster } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import type { Context } from '#server/services/context.ts';

/** A person waits. */
const LIMIT_MS = 45_000;

/**
 * The objects of a fabric's cluster as a source would say them; only kinds that are synced are asked for.
 * @returns also the kinds that could not be read, each with why. @throws AppError K8S_*, SYNC_NOT_READY
 */
export async function readLive(
  ctx: Context,
  fabric: FabricRow,
  kinds: readonly string[] | undefined,
): Promise<{ readonly resources: DesiredResource[]; readonly unread: readonly string[] }> {
  if (fabric.kubernetesServer.trim() === '') {
    throw new AppError('SYNC_NOT_READY', {
      why: 'Kubernetes server not configured',
      required_config: 'kubernetes_server',
    });
  }
  const wanted = SYNCED_KINDS.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const signal = AbortSignal.timeout(LIMIT_MS);
  const client = connectCluster(clusterTargetOf(fabric, ctx.sealer), { outbound: ctx.outbound, signal });
  const resources: DesiredResource[] = [];
  try {
    const served = await client.discover(wanted);
    const found = new Set(served.map(({ kind }) => kind));
    const unread = wanted
      .filter(({ kind }) => !found.has(kind))
      .map(({ kind }) => `${kind}: not installed in the cluster`);
    for (const kind of served) {
      let objects: DesiredResource[] = [];
      try {
        for await (const page of client.listPages(kind, { namespace: fabric.kubernetesNamespace })) {
          if (page.restarted) objects = [];
          objects.push(
            ...page.items.filter((live) => live.deletionTimestamp === undefined).map(importedResource),
          );
        }
      } catch (error) {
        if (!isAppError(error) || error.code !== 'K8S_AUTH_INSUFFICIENT_PERMISSIONS') throw error;
        unread.push(`${kind.kind}: no right to read`);
      }
      resources.push(...objects);
    }
    return { resources, unread };
  } catch (error) {
    if (signal.aborted) throw new AppError('K8S_NETWORK_TIMEOUT', {}, { cause: error });
    throw error;
  } finally {
    client.close();
  }
}
