import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { repositories, type FabricRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { FabricPatch } from '#server/domain/wire/fabric.ts';
import type { Actor } from '#server/domain/actor.ts';
import { isVisibleRepository } from '#server/services/repositories/present-repository.ts';
import { violatedUnique } from '#server/services/unique-violation.ts';

type Secret = 'kubernetes_token' | 'kubernetes_client_key';

/** Which column each field is kept in; secrets are sealed and set apart, since their seal needs the row's id. */
const COLUMN_OF = {
  name: 'name',
  description: 'description',
  kubernetes_server: 'kubernetesServer',
  kubernetes_namespace: 'kubernetesNamespace',
  kubernetes_client_cert: 'kubernetesClientCert',
  kubernetes_ca_cert: 'kubernetesCaCert',
  kubernetes_tls_verify: 'kubernetesTlsVerify',
  kubernetes_proxy_url: 'kubernetesProxyUrl',
  sync_enabled: 'syncEnabled',
  sync_interval: 'syncInterval',
  sync_windows: 'syncWindows',
  git_repository: 'gitRepositoryId',
  gitops_directory: 'gitopsDirectory',
  conflict_policy: 'conflictPolicy',
  failure_policy: 'failurePolicy',
  prune: 'prune',
  write_scope: 'writeScope',
  allow_replace: 'allowReplace',
  watch_enabled: 'watchEnabled',
  self_heal: 'selfHeal',
} as const satisfies Record<Exclude<keyof FabricPatch, Secret>, keyof FabricRow>;

const fields = Object.keys(COLUMN_OF) as (keyof typeof COLUMN_OF)[];

/** The columns that a request sets, without those of secrets. */
export function fabricColumns(input: FabricPatch): Partial<FabricRow> {
  const set = fields.filter((field) => input[field] !== undefined);
  return Object.fromEntries(set.map((field) => [COLUMN_OF[field], input[field]])) as Partial<FabricRow>;
}

/** The fields that a request really changes; a secret that is given counts as another one. */
export function changedFields(fabric: FabricRow, input: FabricPatch): (keyof FabricPatch)[] {
  const changed = fields.filter(
    (field) => input[field] !== undefined && !isDeepStrictEqual(input[field], fabric[COLUMN_OF[field]]),
  );
  const sets = (given: string | undefined, stored: string | null): boolean =>
    given !== undefined && (given !== '' || stored !== null);
  return [
    ...changed,
    ...(sets(input.kubernetes_token, fabric.kubernetesTokenSealed) ? (['kubernetes_token'] as const) : []),
    ...(sets(input.kubernetes_client_key, fabric.kubernetesClientKeySealed)
      ? (['kubernetes_client_key'] as const)
      : []),
  ];
}

/** Otherwise a fabric of one's own would show what is in somebody else's repository. @throws AppError REQUEST_INVALID when there is none for the actor */
export async function requireRepository(
  tx: Transaction,
  actor: Actor,
  id: number | null | undefined,
): Promise<void> {
  if (id === null || id === undefined) return;
  const [found] = await tx
    .select({ id: repositories.id })
    .from(repositories)
    .where(and(eq(repositories.id, id), isVisibleRepository(tx, actor)));
  if (found !== undefined) return;
  throw new AppError(
    'REQUEST_INVALID',
    {},
    {
      fields: [{ field: 'git_repository', message: `Repository with ID ${id} does not exist` }],
    },
  );
}

/** Runs a write; a name that is taken becomes a field error. */
export async function withUniqueName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violatedUnique(error) !== 'fabrics_name_unique') throw error;
    throw new AppError(
      'REQUEST_INVALID',
      {},
      {
        cause: error,
        fields: [{ field: 'name', message: 'A fabric with this name exists already' }],
      },
    );
  }
}
