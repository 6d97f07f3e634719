import { and, asc, count, eq, inArray, or } from 'drizzle-orm';
import { users } from '#db/schema/index.ts';
import type { UserRole } from '#server/domain/permissions.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { User } from '#server/domain/wire/user.ts';
import type { Context } from '#server/services/context.ts';
import { contains, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';
import { presentUsers } from '#server/services/users/present-user.ts';

export interface UserListQuery extends ListQuery {
  readonly role?: AnyOf<UserRole>;
  readonly enabled?: boolean | undefined;
}

export const USER_ORDERINGS = {
  username: users.username,
  name: users.name,
  email: users.email,
  role: users.role,
  created_at: users.createdAt,
};

/** By user name, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listUsers(
  ctx: Pick<Context, 'db'>,
  query: UserListQuery,
): Promise<{ count: number; results: User[] }> {
  const { role, enabled, q } = query;
  const where = and(
    role === undefined ? undefined : inArray(users.role, typeof role === 'string' ? [role] : [...role]),
    enabled === undefined ? undefined : eq(users.banned, !enabled),
    or(contains(users.username, q), contains(users.name, q), contains(users.email, q)),
  );
  const [total] = await ctx.db.select({ count: count() }).from(users).where(where);
  const rows = await ctx.db
    .select()
    .from(users)
    .where(where)
    .orderBy(...listOrder(query.ordering, USER_ORDERINGS, [asc(users.username), asc(users.id)], users.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: await presentUsers(ctx.db, rows) };
}
