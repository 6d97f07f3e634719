import { planImport, type ImportPlan } from '#server/domain/import/plan-import.ts';
import type { ImportScope } from '#server/domain/run.ts';
import type { ClusterClient } from '#server/kubernetes/client.ts';
import { checkConnection, unreadKinds, type Connection } from '#server/sync/prepare/connect.ts';
import { readInventoryRows, type InventoryRow } from '#server/sync/import/inventory-rows.ts';
import {
  namespacesOf,
  readCluster,
  requireServed,
  type LiveState,
  type ReadScope,
} from '#server/sync/prepare/read.ts';
import type { LookContext } from '#server/sync/run-context.ts';

/** Both sides of an import, and what it would do; nothing was written. */
export interface ImportLook {
  readonly connection: Connection;
  readonly inventory: ReadonlyMap<string, InventoryRow>;
  readonly live: LiveState;
  readonly scope: ReadScope;
  readonly readKinds: ReadonlySet<string>;
  readonly plan: ImportPlan;
  /** What a person must know of what was asked for and was not found. */
  readonly notes: readonly string[];
}

/** From the connection to the plan of an import. @throws AppError K8S_* */
export async function lookForImport(
  ctx: LookContext,
  client: ClusterClient,
  asked: Pick<ImportScope, 'kinds' | 'names'>,
): Promise<ImportLook> {
  const { progress, fabric } = ctx;
  const connection = await checkConnection(ctx, client);

  progress.begin('fetch', 'Reading the inventory');
  const inventory = await readInventoryRows(ctx.db, fabric.id);

  progress.begin('validate', 'Checking what is asked for');
  const kinds = new Set(asked.kinds);
  requireServed(connection, kinds);

  progress.begin('read', 'Reading the cluster');
  const known = Array.from(inventory.values(), ({ resource }) => resource);
  const scope: ReadScope = { namespaces: namespacesOf(ctx, known), needed: kinds };
  const { live, kinds: readKinds } = await readCluster(connection, scope, (done, total, kind) =>
    progress.advance(done / total, `Reading ${kind} (${done} of ${total} kinds)`),
  );
  const unread = unreadKinds(connection, readKinds);
  progress.advance(1, `Read ${live.size} objects of ${readKinds.size} kinds`);

  progress.begin('plan', 'Comparing with the inventory');
  ctx.signal.throwIfAborted();
  const plan = planImport({
    live: live.values(),
    inventory: new Map(Array.from(inventory, ([key, { resource }]) => [key, resource])),
    scope: asked,
    owner: fabric.ownerUuid,
    writeScope: fabric.writeScope,
  });
  const notes = [...(unread === null ? [] : [unread]), ...missingNames(asked, live)];
  return { connection, inventory, live, scope, readKinds, plan, notes };
}

function missingNames({ names = [] }: Pick<ImportScope, 'names'>, live: LiveState): string[] {
  const found = new Set(Array.from(live.values(), ({ name }) => name));
  return names.filter((name) => !found.has(name)).map((name) => `the cluster has no object named ${name}`);
}
