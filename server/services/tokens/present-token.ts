import { eq, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { apiTokens, users } from '#db/schema/index.ts';
import type { Token } from '#server/domain/wire/token.ts';

export function selectTokens(db: DatabaseOrTransaction) {
  return db
    .select({
      id: apiTokens.id,
      userId: apiTokens.userId,
      name: apiTokens.name,
      prefix: apiTokens.prefix,
      username: sql<string>`coalesce(${users.username}, ${users.name})`,
      readOnly: apiTokens.readOnly,
      expiresAt: apiTokens.expiresAt,
      lastUsedAt: apiTokens.lastUsedAt,
      createdAt: apiTokens.createdAt,
    })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .$dynamic();
}

type SelectedToken = Awaited<ReturnType<typeof selectTokens>>[number];

export const presentToken = (row: SelectedToken): Token => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  username: row.username,
  read_only: row.readOnly,
  expires_at: row.expiresAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
});
