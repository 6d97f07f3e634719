import { eq } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { StoredFingerprints } from '#server/domain/plan/plan-types.ts';
import { resourceKey, type LiveResource } from '#server/domain/resource.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import type { Connection } from '#server/sync/connect.ts';
import type { RunContext } from '#server/sync/run-context.ts';

const PAGE_LIMIT = 500;

/** By resourceKey. */
export type LiveState = Map<string, LiveResource>;

/**
 * Reads every kind that the cluster serves, all kinds at once. A kind that we may not list is left out unless it is needed,
 * which requireRights has refused already. @returns the objects and the kinds that were read
 */
export async function readCluster(
  ctx: RunContext,
  { client, served }: Connection,
  onKind: (done: number, total: number, kind: string) => void,
): Promise<{ live: LiveState; kinds: ReadonlySet<string> }> {
  const live: LiveState = new Map();
  const kinds = new Set<string>();
  let done = 0;
  await Promise.all(
    [...served.values()].map(async (kind) => {
      if (await readKind(ctx, client, kind, live)) kinds.add(kind.kind);
      done += 1;
      onKind(done, served.size, kind.kind);
    }),
  );
  return { live, kinds };
}

async function readKind(
  ctx: RunContext,
  client: Connection['client'],
  kind: ServedKind,
  live: LiveState,
): Promise<boolean> {
  try {
    for await (const page of client.listPages(kind, { namespace: ctx.fabric.kubernetesNamespace, limit: PAGE_LIMIT })) {
      for (const item of page.items) live.set(resourceKey(item), item);
    }
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'K8S_AUTH_INSUFFICIENT_PERMISSIONS') return false;
    throw error;
  }
}

/** The pairs that the last verified read left. */
export async function readFingerprints(ctx: RunContext): Promise<Map<string, StoredFingerprints>> {
  const rows = await ctx.db
    .select({
      kind: resources.kind,
      namespace: resources.namespace,
      name: resources.name,
      desiredHash: resources.desiredHash,
      liveHash: resources.liveHash,
    })
    .from(resources)
    .where(eq(resources.fabricId, ctx.fabric.id));
  return new Map(rows.map((row) => [resourceKey(row), row]));
}

/** @throws AppError K8S_CRD_NOT_FOUND naming the kinds that the desired state holds and the cluster does not serve */
export function requireServed(connection: Connection, kinds: ReadonlySet<string>): void {
  const absent = [...kinds].filter((kind) => !connection.served.has(kind));
  if (absent.length > 0) throw new AppError('K8S_CRD_NOT_FOUND', { kinds: absent.join(', ') });
}
