import type { SyncStatus } from '#server/domain/wire/fabric.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { presentSyncStatus } from '#server/services/fabrics/present-fabric.ts';
import { stateOfFabric } from '#server/services/fabrics/shown-fabrics.ts';

/** One query. @throws AppError NOT_FOUND */
export async function readSyncStatus(
  ctx: Pick<Context, 'db' | 'actor'>,
  fabricId: number,
): Promise<SyncStatus> {
  requireFabric(ctx.actor, fabricId, 'view');
  const row = await stateOfFabric(ctx.db, fabricId);
  if (row === undefined) throw fabricNotFound(fabricId);
  return presentSyncStatus(row);
}
