import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { repositories, type FabricRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { FabricPatch } from '#server/domain/wire/fabric.ts';
import { violatedUnique } from '#server/services/unique-violation.ts';

/** The columns that a request sets; secrets are left to `sealedToken`, since their seal needs the row's id. */
export function fabricColumns(input: FabricPatch): Partial<FabricRow> {
  const columns = {
    name: input.name,
    description: input.description,
    kubernetesServer: input.kubernetes_server,
    kubernetesNamespace: input.kubernetes_namespace,
    kubernetesCaCert: input.kubernetes_ca_cert,
    kubernetesTlsVerify: input.kubernetes_tls_verify,
    syncEnabled: input.sync_enabled,
    syncInterval: input.sync_interval,
    gitRepositoryId: input.git_repository,
    gitopsDirectory: input.gitops_directory,
    conflictPolicy: input.conflict_policy,
    failurePolicy: input.failure_policy,
    prune: input.prune,
    writeScope: input.write_scope,
    watchEnabled: input.watch_enabled,
    selfHeal: input.self_heal,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<FabricRow>;
}

/** @throws AppError REQUEST_INVALID when the named repository does not exist */
export async function requireRepository(tx: Transaction, id: number | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const [found] = await tx.select({ id: repositories.id }).from(repositories).where(eq(repositories.id, id));
  if (found !== undefined) return;
  throw new AppError('REQUEST_INVALID', {}, {
    fields: [{ field: 'git_repository', message: `Repository with ID ${id} does not exist` }],
  });
}

/** Runs a write; a name that is taken becomes a field error. */
export async function withUniqueName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violatedUnique(error) === null) throw error;
    throw new AppError('REQUEST_INVALID', {}, {
      cause: error,
      fields: [{ field: 'name', message: 'A fabric with this name exists already' }],
    });
  }
}
