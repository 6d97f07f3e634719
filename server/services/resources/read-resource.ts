import { and, eq } from 'drizzle-orm';
import { resources, type ResourceRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { presentResource } from '#server/services/resources/present-resource.ts';

export const resourceNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Resource with ID ${id}` });

/** One of a fabric that the actor may view. @throws AppError NOT_FOUND */
export async function findResource(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  id: number,
): Promise<ResourceRow> {
  const [row] = await db
    .select()
    .from(resources)
    .where(and(eq(resources.id, id), ofVisibleFabrics(actor, resources.fabricId)));
  if (row === undefined) throw resourceNotFound(id);
  return row;
}

/** One resource with what it should be. @throws AppError NOT_FOUND */
export async function readResource(ctx: Pick<Context, 'db' | 'actor'>, id: number): Promise<ResourceDetail> {
  const row = await findResource(ctx, id);
  return { ...presentResource(row), desired: row.desired };
}
