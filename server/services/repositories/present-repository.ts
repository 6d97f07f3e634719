import { and, count, eq, exists, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, pushHooks, repositories, type PushHookRow, type RepositoryRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Repository } from '#server/domain/wire/repository.ts';

import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Actor } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';

export type SelectedRepository = RepositoryRow & {
  readonly fabricCount: number;
  /** Null = no push events. */
  readonly push: Pick<PushHookRow, 'lastReceivedAt' | 'lastResult'> | null;
};

export const repositoryNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Repository with ID ${id}` });

/** Who sees only some fabrics sees the repositories that those use; undefined for those who see all. */
export function isVisibleRepository(db: DatabaseOrTransaction, actor: Actor): SQL | undefined {
  const visible = ofVisibleFabrics(actor, fabrics.id);
  if (visible === undefined) return undefined;
  return exists(
    db
      .select({ id: fabrics.id })
      .from(fabrics)
      .where(and(eq(fabrics.gitRepositoryId, repositories.id), visible)),
  );
}

/** With the number of fabrics that use each, of those that the actor sees. */
export function selectRepositories(db: DatabaseOrTransaction, actor: Actor) {
  const users = db
    .select({ count: count() })
    .from(fabrics)
    .where(and(eq(fabrics.gitRepositoryId, repositories.id), ofVisibleFabrics(actor, fabrics.id)));
  return db
    .select({
      ...getTableColumns(repositories),
      fabricCount: sql<number>`(${users})`.mapWith(Number),
      push: {
        repositoryId: pushHooks.repositoryId,
        lastReceivedAt: pushHooks.lastReceivedAt,
        lastResult: pushHooks.lastResult,
      },
    })
    .from(repositories)
    .leftJoin(pushHooks, eq(pushHooks.repositoryId, repositories.id))
    .$dynamic();
}

/** One that the actor may view. @throws AppError NOT_FOUND */
export async function findRepository(
  { actor }: Pick<Context, 'actor'>,
  db: DatabaseOrTransaction,
  id: number,
): Promise<SelectedRepository> {
  const [row] = await selectRepositories(db, actor).where(
    and(eq(repositories.id, id), isVisibleRepository(db, actor)),
  );
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
    webhook_enabled: row.push !== null,
    webhook_last_received_at: row.push?.lastReceivedAt?.toISOString() ?? null,
    webhook_last_result: row.push?.lastResult ?? null,
    fabric_count: row.fabricCount,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
