import type { FabricRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';

/** @throws AppError CONFLICT where Git is the source: what is wanted is changed there */
export function requireInventorySource(fabric: Pick<FabricRow, 'name' | 'gitRepositoryId'>): void {
  if (fabric.gitRepositoryId === null) return;
  throw new AppError('CONFLICT', {
    why: `The desired state of fabric '${fabric.name}' comes from Git: export the cluster as YAML and commit it there`,
  });
}
