import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#server/domain/app-error.ts';
import type { ResourceIdentity } from '#server/domain/resource.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';

/** Eleven seconds in all: a controller that clears its finalizer does so at once, one that is not there never does. */
const WAITS_MS = [50, 100, 200, 500, 1_000, 2_000, 3_000, 4_000];

export interface LeavingObject {
  readonly kind: ServedKind;
  readonly identity: ResourceIdentity;
  readonly uid: string;
}

/**
 * Waits until a deleted object is gone, so that its name is free.
 * @throws AppError K8S_CRD_VALIDATION_FAILED when a finalizer holds it
 */
export async function untilGone(
  client: Pick<ClusterClient, 'get'>,
  { kind, identity, uid }: LeavingObject,
  signal: AbortSignal,
): Promise<void> {
  for (const wait of WAITS_MS) {
    const live = await client.get(kind, identity);
    if (live === null || live.uid !== uid) return;
    await delay(wait, undefined, { signal });
  }
  throw new AppError('K8S_CRD_VALIDATION_FAILED', {
    resource: `${identity.kind} ${identity.name}`,
    field: 'metadata.finalizers',
    why: 'a finalizer holds the object in the cluster, so that it cannot be created anew yet',
  });
}
