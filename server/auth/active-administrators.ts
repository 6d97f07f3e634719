import { and, count, eq, lt, not, or, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { users } from '#db/schema/index.ts';

/** How many users may administer and sign in. */
export async function activeAdministrators(db: DatabaseOrTransaction): Promise<number> {
  const mayUse = or(not(users.banned), lt(users.banExpires, sql`clock_timestamp()`));
  const [row] = await db
    .select({ count: count() })
    .from(users)
    .where(and(eq(users.role, 'administrator'), mayUse));
  return row?.count ?? 0;
}
