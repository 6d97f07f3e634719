import { isAppError } from '#server/domain/app-error.ts';
import type { PlanItem } from '#server/domain/plan/plan-types.ts';
import type { JsonObject, LiveResource } from '#server/domain/resource.ts';
import type { ServedKind } from '#server/kubernetes/served-kind.ts';
import type { ObjectBody } from '#server/kubernetes/write.ts';
import type { Connection } from '#server/sync/connect.ts';
import { journalResults, type JournalResult } from '#server/sync/journal.ts';
import type { RunContext } from '#server/sync/run-context.ts';

export interface RolledBack {
  readonly back: number;
  /** Keys that could not be put back, with why. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface WrittenItem {
  readonly item: PlanItem;
  readonly before: JsonObject | null;
  /** What our write produced; null for a deletion. */
  readonly resourceVersion: string | null;
}

/**
 * Puts back every object that this run changed, in reverse order of the writes: what was created is deleted, what was changed
 * or deleted gets its former content. Touches only what still carries the resourceVersion that we wrote; what others changed
 * meanwhile, or what cannot be reached, is reported.
 */
export async function rollBack(
  ctx: RunContext,
  connection: Connection,
  written: readonly WrittenItem[],
): Promise<RolledBack> {
  const failed = new Map<string, string>();
  let back = 0;
  for (const one of written.toReversed()) {
    const { key } = one.item;
    let result: JournalResult;
    try {
      await putBack(connection, one);
      back += 1;
      result = { outcome: 'rolled_back', message: 'put back as it was before this run' };
    } catch (error) {
      if (!isAppError(error)) throw error;
      failed.set(key, error.message);
      result = { outcome: 'rollback_failed', code: error.code, message: `not put back: ${error.message}` };
    }
    await journalResults(ctx.db, ctx.lease, new Map([[key, result]]));
  }
  return { back, failed };
}

async function putBack(
  { client, served }: Connection,
  { item, before, resourceVersion }: WrittenItem,
): Promise<void> {
  const kind = served.get(item.identity.kind);
  if (kind === undefined) return;
  if (before === null) {
    const live = await client.get(kind, item.identity);
    if (live === null) return;
    await client.delete(kind, item.identity, {
      uid: live.uid,
      resourceVersion: resourceVersion ?? live.resourceVersion,
    });
    return;
  }
  if (resourceVersion === null) {
    await client.create(kind, body(kind, item, before, {}));
    return;
  }
  await client.replace(kind, body(kind, item, before, { resourceVersion }));
}

function body(
  kind: ServedKind,
  { identity }: PlanItem,
  before: JsonObject,
  metadata: { readonly resourceVersion?: string },
): ObjectBody {
  const { apiVersion, spec, labels, annotations } = before as unknown as LiveResource;
  return {
    apiVersion,
    kind: kind.kind,
    metadata: { name: identity.name, namespace: identity.namespace, labels, annotations, ...metadata },
    spec,
  };
}
