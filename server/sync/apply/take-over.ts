import { isAppError } from '#server/domain/app-error.ts';
import { takeOver } from '#server/domain/plan/take-over.ts';
import type { DesiredResource, LiveResource } from '#server/domain/resource.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';

/** Somebody else's writes may come between our look and ours this often. */
const MOST_LOOKS = 3;

interface Taking {
  readonly client: Pick<ClusterClient, 'get' | 'restore'>;
  readonly kind: ServedKind;
  readonly desired: DesiredResource;
  /** Before the write; absent = it is not there. */
  readonly live: LiveResource | undefined;
}

/**
 * Takes over what earlier tools own of a desired object, in a write of its own, then applies: fields that leave the source
 * later really go. Where the apply fails, the owners are put back as far as nobody else wrote meanwhile.
 * @param apply gets the object as it then stands
 * @returns what the apply gave, and the number of writes before it. @throws AppError, what `apply` throws
 */
export async function takingOver<T>(
  taking: Taking,
  apply: (live: LiveResource | undefined) => Promise<T>,
): Promise<{ readonly result: T; readonly extraWrites: number }> {
  const taken = await moveOwners(taking);
  if (taken === null) return { result: await apply(taking.live), extraWrites: 0 };
  try {
    return { result: await apply(taken.after), extraWrites: 1 };
  } catch (error) {
    await putOwnersBack(taking, taken);
    throw error;
  }
}

interface Taken {
  readonly before: LiveResource;
  readonly after: LiveResource;
}

async function moveOwners({ client, kind, desired, live }: Taking): Promise<Taken | null> {
  if (live === undefined) return null;
  let before = live;
  for (let look = 1; ; look += 1) {
    const change = takeOver(desired, before);
    if (change === null) return null;
    const { managedFields, annotations } = change;
    try {
      const parts = { managedFields, ...(annotations === undefined ? {} : { annotations }) };
      const { live: after } = await client.restore(kind, desired, parts, before.resourceVersion);
      return { before, after };
    } catch (error) {
      if (look >= MOST_LOOKS || !isStale(error)) throw error;
      const again = await client.get(kind, desired);
      if (again === null) return null;
      before = again;
    }
  }
}

async function putOwnersBack({ client, kind, desired }: Taking, { before, after }: Taken): Promise<void> {
  try {
    const { annotations, managedFields } = before;
    const { live } = await client.restore(kind, desired, { annotations }, after.resourceVersion);
    // A second write, since the fields of a change are their writer's.
    await client.restore(kind, desired, { managedFields }, live.resourceVersion);
  } catch {
    // What ended the apply is what people must read; the next attempt finds the fields with us already.
  }
}

const isStale = (error: unknown): boolean =>
  isAppError(error) && error.code === 'K8S_CONFLICT' && error.details['reason'] === 'stale';
