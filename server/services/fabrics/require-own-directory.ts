import { and, eq, not } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { fabrics, type FabricRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { directoriesOverlap } from '#server/domain/directories-overlap.ts';
import type { FabricPatch } from '#server/domain/wire/fabric.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Actor } from '#server/domain/actor.ts';

/**
 * Whoever operates a fabric chooses its directory. But a repository is read with its own credentials, whoever asks: who sees only
 * some fabrics does not get at the files of the others by pointing one of theirs at them.
 * @throws AppError REQUEST_INVALID
 */
export async function requireOwnDirectory(
  tx: Transaction,
  actor: Actor,
  fabric: FabricRow,
  input: FabricPatch,
): Promise<void> {
  const repository = input.git_repository === undefined ? fabric.gitRepositoryId : input.git_repository;
  const directory = input.gitops_directory ?? fabric.gitopsDirectory;
  const same = repository === fabric.gitRepositoryId && directory === fabric.gitopsDirectory;
  const visible = ofVisibleFabrics(actor, fabrics.id);
  if (same || repository === null || visible === undefined) return;
  const others = await tx
    .select({ directory: fabrics.gitopsDirectory })
    .from(fabrics)
    .where(and(eq(fabrics.gitRepositoryId, repository), not(visible)));
  if (!others.some((other) => directoriesOverlap(directory, other.directory))) return;
  // Of the others not even the names are told.
  const message = 'Choose a directory that only fabrics use which were granted to you';
  throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'gitops_directory', message }] });
}
