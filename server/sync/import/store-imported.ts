import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import type { ImportItem } from '#server/domain/import/plan-import.ts';
import { RunStopped } from '#server/jobs/lease.ts';
import { audit } from '#server/state/audit.ts';
import { stillOwn } from '#server/state/end-run.ts';
import type { InventoryRow } from '#server/sync/import/inventory-rows.ts';
import type { RunContext } from '#server/sync/run-context.ts';

/**
 * Writes what is new or replaced into the inventory, all or nothing, under the run's lease. What somebody changed in the app
 * since it was read stays as that person left it.
 * @returns keys of what stayed. @throws RunStopped when the run is not ours any more
 */
export async function storeImported(
  ctx: RunContext,
  items: readonly ImportItem[],
  inventory: ReadonlyMap<string, InventoryRow>,
): Promise<ReadonlySet<string>> {
  const changed = items.filter(({ verdict }) => verdict !== 'unchanged');
  if (changed.length === 0) return new Set();
  const { fabric, run } = ctx;
  return await ctx.db.transaction(async (tx) => {
    // Fabric before run, as everybody locks them: the rows below refer to the fabric.
    await tx.select({ id: fabrics.id }).from(fabrics).where(eq(fabrics.id, fabric.id)).for('key share');
    if (!(await stillOwn(tx, ctx.lease))) throw new RunStopped('lost');
    const added = changed.filter(({ key }) => !inventory.has(key));
    const replaced = changed.filter(({ key }) => inventory.has(key));
    const stored = new Set([
      ...(await insertNew(tx, fabric.id, added)),
      ...(await replace(tx, fabric.id, replaced, inventory)),
    ]);
    await audit(tx, {
      kind: 'inventory.imported',
      subjectType: 'fabric',
      subjectId: fabric.id,
      fabricId: fabric.id,
      runId: run.id,
      actor: run.actor,
      data: {
        task_id: run.taskId,
        new: added.filter(({ key }) => stored.has(key)).length,
        replaced: replaced.filter(({ key }) => stored.has(key)).length,
      },
    });
    return new Set(changed.flatMap(({ key }) => (stored.has(key) ? [] : [key])));
  });
}

type Stored = { key: string } & Record<string, unknown>;

/** A row of what is still to go from the cluster is desired again. */
async function insertNew(tx: Transaction, fabricId: number, items: readonly ImportItem[]): Promise<string[]> {
  const rows = await tx.execute<Stored>(sql`
    insert into resources as kept (fabric_id, api_version, kind, namespace, name, desired)
    select ${fabricId}, api_version, kind, namespace, name, desired
    from jsonb_to_recordset(${rowsOf(items)}::jsonb)
      as given(api_version text, kind text, namespace text, name text, desired jsonb)
    on conflict (fabric_id, kind, namespace, name) do update set
      api_version = excluded.api_version,
      desired = excluded.desired,
      source_file = null, source_document = null, source_line = null, commit = null,
      version = kept.version + 1,
      updated_at = clock_timestamp()
    where kept.desired is null
    returning kind || '/' || namespace || '/' || name as key`);
  return rows.map(({ key }) => key);
}

async function replace(
  tx: Transaction,
  fabricId: number,
  items: readonly ImportItem[],
  inventory: ReadonlyMap<string, InventoryRow>,
): Promise<string[]> {
  const rows = await tx.execute<Stored>(sql`
    update resources set
      api_version = given.api_version,
      desired = given.desired,
      source_file = null, source_document = null, source_line = null, commit = null,
      version = resources.version + 1,
      updated_at = clock_timestamp()
    from jsonb_to_recordset(${rowsOf(items, inventory)}::jsonb)
      as given(id bigint, version int, api_version text, desired jsonb)
    where resources.fabric_id = ${fabricId} and resources.id = given.id and resources.version = given.version
    returning resources.kind || '/' || resources.namespace || '/' || resources.name as key`);
  return rows.map(({ key }) => key);
}

function rowsOf(items: readonly ImportItem[], inventory?: ReadonlyMap<string, InventoryRow>): string {
  return JSON.stringify(
    items.map(({ key, resource: { apiVersion, kind, namespace, name, spec, labels, annotations } }) => ({
      id: inventory?.get(key)?.id,
      version: inventory?.get(key)?.version,
      api_version: apiVersion,
      kind,
      namespace,
      name,
      desired: { spec, labels, annotations },
    })),
  );
}
