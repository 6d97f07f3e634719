import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import { despiteStaleCache } from '#server/sync/apply/stale-cache.ts';
import { untilGone, type LeavingObject } from '#server/sync/apply/until-gone.ts';

interface Replacement<T> {
  readonly create: () => Promise<T>;
  readonly mayBeStale: (refusal: AppError) => boolean;
}

/**
 * Deletes an object, if nobody changed it since, and creates it anew once it is gone. Whatever goes wrong after the deletion is
 * an AppError that says that the old object is gone or going, also where nothing more was sent because the run was over.
 */
export async function replaceObject<T>(
  client: Pick<ClusterClient, 'delete' | 'get'>,
  old: LeavingObject & { readonly resourceVersion: string },
  { create, mayBeStale }: Replacement<T>,
  signal: AbortSignal,
): Promise<T> {
  const { kind, identity, uid, resourceVersion } = old;
  const remove = () => client.delete(kind, identity, { uid, resourceVersion });
  const deletion = await despiteStaleCache(remove, mayBeStale, signal);
  try {
    if (deletion === 'terminating') await untilGone(client, old, signal);
    return await create();
  } catch (error) {
    throw halfDone(old, error);
  }
}

function halfDone({ identity }: LeavingObject, error: unknown): AppError {
  const name = `${identity.kind} ${identity.name}`;
  const told = isAppError(error)
    ? new AppError(error.code, error.details, { cause: error })
    : new AppError(
        'K8S_CRD_VALIDATION_FAILED',
        { resource: name, field: 'object', why: 'the run ended in between' },
        { cause: error },
      );
  told.message = `${isAppError(error) ? error.message : told.message}. ${name} had been deleted to be created anew`;
  return told;
}
