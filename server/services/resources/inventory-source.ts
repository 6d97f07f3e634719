import { eq } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { repositories, type FabricRow, type ResourceRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';

/** Where the object stands in Git; absent for one that is not there yet. */
type Place = Pick<ResourceRow, 'kind' | 'name' | 'sourceFile' | 'sourceLine'>;

/** @throws AppError CONFLICT where Git is the source: it says where to make the change instead */
export async function requireInventory(
  db: DatabaseOrTransaction,
  fabric: Pick<FabricRow, 'name' | 'gitRepositoryId' | 'gitopsDirectory'>,
  place: Place | null,
): Promise<void> {
  if (fabric.gitRepositoryId === null) return;
  const [repository] = await db
    .select({ name: repositories.name })
    .from(repositories)
    .where(eq(repositories.id, fabric.gitRepositoryId));
  const where =
    place === null || place.sourceFile === null
      ? `in the directory ${fabric.gitopsDirectory}`
      : `in ${place.sourceFile}${place.sourceLine === null ? '' : `:${place.sourceLine}`}`;
  const what = place === null ? 'Add the object' : `Change ${place.kind} ${place.name}`;
  throw new AppError('CONFLICT', {
    why: `The desired state of fabric '${fabric.name}' comes from Git. ${what} ${where} of repository '${repository?.name ?? 'unknown'}' and push`,
  });
}
