import { eq, sql } from 'drizzle-orm';
import { resources, type ResourceRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { isEqual } from '#server/domain/plan/is-equal.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
import type { ChangedResource, ResourcePatch } from '#server/domain/wire/resource-change.ts';
import type { Context } from '#server/services/context.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';
import { changeInventory } from '#server/services/resources/change-inventory.ts';
import { checkByCluster } from '#server/services/resources/check-by-cluster.ts';
import { checkRulesOf } from '#server/services/resources/check-rules-of.ts';
import { requireInventory } from '#server/services/resources/inventory-source.ts';
import { findResource, readResource, resourceNotFound } from '#server/services/resources/read-resource.ts';
import { desiredOf, readInventoryRows } from '#server/sync/import/inventory-rows.ts';

/**
 * Changes what an object of the inventory should be; the next sync brings it into the cluster.
 * @param ifMatch versions that the change was made on, beside the one in the body
 * @throws AppError NOT_FOUND, FORBIDDEN, REQUEST_INVALID with the fields, PRECONDITION_FAILED when somebody else changed it since, CONFLICT where
 * Git is the source or it is not desired any more
 */
export async function updateResource(
  ctx: Context,
  id: number,
  { version, ...input }: ResourcePatch,
  ifMatch: VersionCondition = null,
): Promise<ChangedResource> {
  const row = await findResource(ctx, id);
  const { fabric } = await findFabric(ctx, row.fabricId, 'operate');
  await requireInventory(ctx.db, fabric, row);
  requireVersions(row, version, ifMatch);
  const before = wantedOf(row);
  const resource = changed(before, input);
  const inventory = await readInventoryRows(ctx.db, fabric.id);
  const rules = checkRulesOf(
    resource,
    Array.from(inventory.values(), (each) => each.resource),
    fabric.writeScope,
  );
  const { checked, warnings } = await checkByCluster(ctx, fabric, resource);

  await changeInventory(ctx, fabric.id, async (tx, locked) => {
    const [now] = await tx.select().from(resources).where(eq(resources.id, id)).for('update');
    if (now === undefined) throw resourceNotFound(id);
    await requireInventory(tx, locked, now);
    // What was checked above is what is saved: nobody may have come between.
    requireVersions(now, version ?? row.version, ifMatch);
    const { spec, labels, annotations, kind, namespace, name, apiVersion } = resource;
    const after = { spec, labels, annotations };
    const old = contentOf(wantedOf(now));
    if (isEqual(old, after) && now.apiVersion === apiVersion) return null;
    await tx
      .update(resources)
      .set({
        apiVersion,
        desired: after,
        sourceFile: null,
        sourceDocument: null,
        sourceLine: null,
        commit: null,
        // What was found equal was the former one.
        driftStatus: 'unknown',
        driftFields: [],
        version: now.version + 1,
        updatedAt: sql`clock_timestamp()`,
      })
      .where(eq(resources.id, id));
    return { id, identity: { kind, namespace, name }, before: old, after };
  });
  const detail = await readResource(ctx, id);
  return { ...detail, checked_by_cluster: checked, warnings: [...rules, ...warnings] };
}

function requireVersions(row: ResourceRow, version: number | undefined, ifMatch: VersionCondition): void {
  const what = `${row.kind} ${row.name}`;
  requireVersion(version === undefined ? null : [version], what, row.version);
  requireVersion(ifMatch, what, row.version);
}

function wantedOf(row: ResourceRow): DesiredResource {
  const wanted = desiredOf(row);
  if (wanted !== null) return wanted;
  throw new AppError('CONFLICT', {
    why: `${row.kind} ${row.name} was deleted from the inventory and goes from the cluster with the next sync: add it again instead`,
  });
}

function changed(before: DesiredResource, input: Omit<ResourcePatch, 'version'>): DesiredResource {
  return {
    ...before,
    apiVersion: input.api_version ?? before.apiVersion,
    spec: (input.spec as JsonObject | undefined) ?? before.spec,
    labels: input.labels ?? before.labels,
    annotations: input.annotations ?? before.annotations,
  };
}

const contentOf = ({ spec, labels, annotations }: DesiredResource): JsonObject => ({
  spec,
  labels,
  annotations,
});
