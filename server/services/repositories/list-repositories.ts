import { and, asc, count, eq, ilike, or } from 'drizzle-orm';
import { repositories } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Repository } from '#server/domain/wire/repository.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import { presentRepository, selectRepositories } from '#server/services/repositories/present-repository.ts';

export interface RepositoryListQuery extends ListQuery {
  readonly name?: string | undefined;
}

const ORDERINGS = {
  id: repositories.id,
  name: repositories.name,
  url: repositories.url,
  connection_status: repositories.connectionStatus,
  checked_at: repositories.checkedAt,
  created_at: repositories.createdAt,
  updated_at: repositories.updatedAt,
};

/** @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listRepositories(
  ctx: Pick<Context, 'db'>,
  query: RepositoryListQuery,
): Promise<{ count: number; results: Repository[] }> {
  const where = and(
    query.name === undefined ? undefined : eq(repositories.name, query.name),
    query.q === undefined
      ? undefined
      : or(ilike(repositories.name, containing(query.q)), ilike(repositories.url, containing(query.q))),
  );
  const order = listOrder(query.ordering, ORDERINGS, [asc(repositories.name)], repositories.id);
  const [total] = await ctx.db.select({ count: count() }).from(repositories).where(where);
  const rows = await selectRepositories(ctx.db)
    .where(where)
    .orderBy(...order)
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentRepository) };
}
