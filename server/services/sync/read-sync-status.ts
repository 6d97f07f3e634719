import type { SyncStatus } from '#server/domain/wire/fabric.ts';
import type { Context } from '#server/services/context.ts';
import { presentSyncStatus } from '#server/services/fabrics/present-fabric.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';

/** One query. @throws AppError NOT_FOUND */
export async function readSyncStatus(
  ctx: Pick<Context, 'db' | 'actor'>,
  fabricId: number,
): Promise<SyncStatus> {
  return presentSyncStatus(await findFabric(ctx, fabricId));
}
