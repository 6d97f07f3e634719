import { eq } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { Context } from '#server/services/context.ts';
import { presentFabric } from '#server/services/fabrics/present-fabric.ts';
import { selectFabrics, type SelectedFabric } from '#server/services/fabrics/select-fabrics.ts';

export const fabricNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Fabric with ID ${id}` });

/** @throws AppError NOT_FOUND */
export async function findFabric(db: DatabaseOrTransaction, id: number): Promise<SelectedFabric> {
  const [row] = await selectFabrics(db).where(eq(fabrics.id, id));
  if (row === undefined) throw fabricNotFound(id);
  return row;
}

/** @throws AppError NOT_FOUND */
export async function readFabric(ctx: Pick<Context, 'db'>, id: number): Promise<Fabric> {
  return presentFabric(await findFabric(ctx.db, id));
}
