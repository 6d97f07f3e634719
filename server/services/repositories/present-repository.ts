import { count, eq, getTableColumns, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, repositories, type RepositoryRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Repository } from '#server/domain/wire/repository.ts';

export type SelectedRepository = RepositoryRow & { readonly fabricCount: number };

export const repositoryNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Repository with ID ${id}` });

export function selectRepositories(db: DatabaseOrTransaction) {
  const users = db
    .select({ count: count() })
    .from(fabrics)
    .where(eq(fabrics.gitRepositoryId, repositories.id));
  return db
    .select({ ...getTableColumns(repositories), fabricCount: sql<number>`(${users})`.mapWith(Number) })
    .from(repositories)
    .$dynamic();
}

/** @throws AppError NOT_FOUND */
export async function findRepository(db: DatabaseOrTransaction, id: number): Promise<SelectedRepository> {
  const [row] = await selectRepositories(db).where(eq(repositories.id, id));
  if (row === undefined) throw repositoryNotFound(id);
  return row;
}

/** What leaves the server of a repository; its secrets only as "is set". */
export function presentRepository(row: SelectedRepository): Repository {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    branch: row.branch,
    auth_type: row.authType,
    username: row.username,
    token_set: row.tokenSealed !== null,
    ssh_private_key_set: row.sshPrivateKeySealed !== null,
    connection_status: row.connectionStatus,
    connection_error: row.connectionError,
    head_commit: row.headCommit,
    checked_at: row.checkedAt?.toISOString() ?? null,
    fabric_count: row.fabricCount,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
