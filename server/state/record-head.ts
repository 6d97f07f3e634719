import { and, eq, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { repositories, type RepositoryRow } from '#db/schema/index.ts';

/**
 * Keeps what Git said of a repository's branch.
 * @returns false when the repository was changed since it was read: nothing was written
 */
export async function recordHead(
  db: DatabaseOrTransaction,
  row: Pick<RepositoryRow, 'id' | 'version'>,
  commit: string,
): Promise<boolean> {
  const kept = await db
    .update(repositories)
    .set({
      headCommit: commit,
      connectionStatus: 'connected',
      connectionError: null,
      checkedAt: sql`clock_timestamp()`,
    })
    .where(and(eq(repositories.id, row.id), eq(repositories.version, row.version)))
    .returning({ id: repositories.id });
  return kept.length > 0;
}
