import { and, asc, count, or } from 'drizzle-orm';
import { repositories } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Repository } from '#server/domain/wire/repository.ts';
import type { ConnectionStatus, GitAuthType } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { contains, isAnyOf, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';
import {
  isVisibleRepository,
  presentRepository,
  selectRepositories,
} from '#server/services/repositories/present-repository.ts';

export interface RepositoryListQuery extends ListQuery {
  readonly id?: AnyOf<number>;
  readonly name?: AnyOf<string>;
  readonly name__ic?: string | undefined;
  readonly auth_type?: AnyOf<GitAuthType>;
  readonly connection_status?: AnyOf<ConnectionStatus>;
}

export const REPOSITORY_ORDERINGS = {
  id: repositories.id,
  name: repositories.name,
  url: repositories.url,
  connection_status: repositories.connectionStatus,
  checked_at: repositories.checkedAt,
  created_at: repositories.createdAt,
  updated_at: repositories.updatedAt,
};

/** By name, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listRepositories(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: RepositoryListQuery,
): Promise<{ count: number; results: Repository[] }> {
  const where = and(
    isVisibleRepository(ctx.db, ctx.actor),
    isAnyOf(repositories.id, query.id),
    isAnyOf(repositories.name, query.name),
    contains(repositories.name, query.name__ic),
    isAnyOf(repositories.authType, query.auth_type),
    isAnyOf(repositories.connectionStatus, query.connection_status),
    or(contains(repositories.name, query.q), contains(repositories.url, query.q)),
  );
  const order = listOrder(query.ordering, REPOSITORY_ORDERINGS, [asc(repositories.name)], repositories.id);
  const [total] = await ctx.db.select({ count: count() }).from(repositories).where(where);
  const rows = await selectRepositories(ctx.db, ctx.actor)
    .where(where)
    .orderBy(...order)
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentRepository) };
}
