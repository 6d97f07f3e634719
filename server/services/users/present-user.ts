import { asc, eq, inArray } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabricGrants, fabrics, users } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { User } from '#server/domain/wire/user.ts';

export type UserRow = typeof users.$inferSelect;

const userNotFound = (id: string): AppError => new AppError('NOT_FOUND', { what: `User with ID ${id}` });

/** Users as people read them, with their grants by fabric name: one query, however many they are. */
export async function presentUsers(db: DatabaseOrTransaction, rows: readonly UserRow[]): Promise<User[]> {
  const grants = await db
    .select({
      userId: fabricGrants.userId,
      fabric_id: fabricGrants.fabricId,
      fabric_name: fabrics.name,
      role: fabricGrants.role,
    })
    .from(fabricGrants)
    .innerJoin(fabrics, eq(fabrics.id, fabricGrants.fabricId))
    .where(
      inArray(
        fabricGrants.userId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(asc(fabrics.name));
  const byUser = Map.groupBy(grants, ({ userId }) => userId);
  return rows.map((row) => ({
    id: row.id,
    username: usernameOf(row),
    name: row.name,
    email: row.email,
    role: row.role,
    all_fabrics: row.allFabrics,
    grants: (byUser.get(row.id) ?? []).map(({ fabric_id, fabric_name, role }) => ({
      fabric_id,
      fabric_name,
      role,
    })),
    enabled: isEnabled(row),
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }));
}

const usernameOf = (row: Pick<UserRow, 'username' | 'name'>): string => row.username ?? row.name;

/** One that is disabled until a time is shown as disabled: only the clock ends it. */
const isEnabled = (row: Pick<UserRow, 'banned'>): boolean => !row.banned;

/** @throws AppError NOT_FOUND */
export async function readUser({ db }: { readonly db: DatabaseOrTransaction }, id: string): Promise<User> {
  const rows = await db.select().from(users).where(eq(users.id, id));
  const [found] = await presentUsers(db, rows);
  if (found === undefined) throw userNotFound(id);
  return found;
}
