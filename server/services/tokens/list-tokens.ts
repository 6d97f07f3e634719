import { and, count, desc, ilike } from 'drizzle-orm';
import { apiTokens } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Token } from '#server/domain/wire/token.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import { presentToken, selectTokens } from '#server/services/tokens/present-token.ts';
import { visibleTokens } from '#server/services/tokens/visible-tokens.ts';

export const TOKEN_ORDERINGS = {
  id: apiTokens.id,
  name: apiTokens.name,
  expires_at: apiTokens.expiresAt,
  last_used_at: apiTokens.lastUsedAt,
  created_at: apiTokens.createdAt,
};

/** Newest first, unless asked otherwise; never their secrets. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listTokens(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: ListQuery,
): Promise<{ count: number; results: Token[] }> {
  const where = and(
    visibleTokens(ctx.actor),
    query.q === undefined ? undefined : ilike(apiTokens.name, containing(query.q)),
  );
  const [total] = await ctx.db.select({ count: count() }).from(apiTokens).where(where);
  const rows = await selectTokens(ctx.db)
    .where(where)
    .orderBy(...listOrder(query.ordering, TOKEN_ORDERINGS, [desc(apiTokens.id)], apiTokens.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentToken) };
}
