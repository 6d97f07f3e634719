import { eq } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';
import type { Context } from '#server/services/context.ts';
import { presentResource } from '#server/services/resources/present-resource.ts';

export const resourceNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Resource with ID ${id}` });

/** One resource with what it should be. @throws AppError NOT_FOUND */
export async function readResource(ctx: Pick<Context, 'db'>, id: number): Promise<ResourceDetail> {
  const [row] = await ctx.db.select().from(resources).where(eq(resources.id, id));
  if (row === undefined) throw resourceNotFound(id);
  return { ...presentResource(row), desired: row.desired };
}
