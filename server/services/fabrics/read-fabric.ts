import { eq, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { presentFabric } from '#server/services/fabrics/present-fabric.ts';
import { shownFabric } from '#server/services/fabrics/shown-fabrics.ts';
import { selectFabrics, type SelectedFabric } from '#server/services/fabrics/select-fabrics.ts';

/** Pages and scripts ask for one fabric all the time: writing the statement anew was nine tenths of the answer's time. */
const prepared = new WeakMap<DatabaseOrTransaction, ReturnType<typeof prepareOne>>();

function prepareOne(db: DatabaseOrTransaction) {
  return selectFabrics(db)
    .where(eq(fabrics.id, sql.placeholder('id')))
    .prepare('fabric');
}

/** A fabric that the actor may view, or operate; with its sealed credentials, for verbs. @throws AppError NOT_FOUND, FORBIDDEN */
export async function findFabric(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  id: number,
  right: 'view' | 'operate' = 'view',
): Promise<SelectedFabric> {
  requireFabric(actor, id, right);
  const statement = prepared.get(db) ?? prepareOne(db);
  prepared.set(db, statement);
  const [row] = await statement.execute({ id });
  if (row === undefined) throw fabricNotFound(id);
  return row;
}

/** @throws AppError NOT_FOUND */
export async function readFabric(ctx: Pick<Context, 'db' | 'actor'>, id: number): Promise<Fabric> {
  requireFabric(ctx.actor, id, 'view');
  const row = await shownFabric(ctx.db, id);
  if (row === undefined) throw fabricNotFound(id);
  return presentFabric(row);
}
