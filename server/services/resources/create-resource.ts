import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { apiVersionOf, kindNamed } from '#server/domain/hedgehog/lookup-kind.ts';
import type { DesiredResource, JsonObject } from '#server/domain/resource.ts';
import type { ChangedResource, ResourceInput } from '#server/domain/wire/resource-change.ts';
import type { Context } from '#server/services/context.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';
import { changeInventory } from '#server/services/resources/change-inventory.ts';
import { checkByCluster } from '#server/services/resources/check-by-cluster.ts';
import { checkRulesOf } from '#server/services/resources/check-rules-of.ts';
import { requireInventory } from '#server/services/resources/inventory-source.ts';
import { readResource } from '#server/services/resources/read-resource.ts';
import { readInventoryRows } from '#server/sync/import/inventory-rows.ts';

/**
 * Adds an object to a fabric's inventory; the next sync brings it into the cluster.
 * @throws AppError NOT_FOUND, FORBIDDEN, REQUEST_INVALID with the fields, CONFLICT where it is there already or Git is the source
 */
export async function createResource(ctx: Context, input: ResourceInput): Promise<ChangedResource> {
  const { fabric } = await findFabric(ctx, input.fabric_id, 'operate');
  await requireInventory(ctx.db, fabric, null);
  const known = kindNamed(input.kind);
  const resource: DesiredResource = {
    apiVersion: input.api_version ?? (known === undefined ? '' : apiVersionOf(known)),
    kind: input.kind,
    namespace: input.namespace ?? fabric.kubernetesNamespace,
    name: input.name,
    labels: input.labels,
    annotations: input.annotations,
    spec: input.spec as JsonObject,
  };
  const inventory = await readInventoryRows(ctx.db, fabric.id);
  const rules = checkRulesOf(
    resource,
    Array.from(inventory.values(), (row) => row.resource),
    fabric.writeScope,
  );
  const { checked, warnings } = await checkByCluster(ctx, fabric, resource);

  const { apiVersion, kind, namespace, name } = resource;
  const { spec, labels, annotations } = resource;
  const after = { spec, labels, annotations };
  const created = await changeInventory(ctx, fabric.id, async (tx, locked) => {
    await requireInventory(tx, locked, null);
    const [row] = await tx
      .insert(resources)
      .values({ fabricId: fabric.id, apiVersion, kind, namespace, name, desired: after })
      // Its row stays until the cluster's object is gone: it is wanted again.
      .onConflictDoUpdate({
        target: [resources.fabricId, resources.kind, resources.namespace, resources.name],
        set: {
          apiVersion,
          desired: after,
          sourceFile: null,
          sourceDocument: null,
          sourceLine: null,
          commit: null,
          driftStatus: 'unknown',
          driftFields: [],
          version: sql`${resources.version} + 1`,
          updatedAt: sql`clock_timestamp()`,
        },
        setWhere: sql`${resources.desired} is null`,
      })
      .returning({ id: resources.id });
    if (row === undefined) throw await alreadyThere(ctx, fabric.name, resource, fabric.id);
    return { id: row.id, identity: { kind, namespace, name }, before: null, after };
  });
  if (created === null) throw new Error('a created resource changed nothing');
  const detail = await readResource(ctx, created.id);
  return { ...detail, checked_by_cluster: checked, warnings: [...rules, ...warnings] };
}

async function alreadyThere(
  ctx: Context,
  fabricName: string,
  { kind, namespace, name }: DesiredResource,
  fabricId: number,
): Promise<AppError> {
  const [row] = await ctx.db
    .select({ id: resources.id })
    .from(resources)
    .where(
      and(
        eq(resources.fabricId, fabricId),
        eq(resources.kind, kind),
        eq(resources.namespace, namespace),
        eq(resources.name, name),
        isNotNull(resources.desired),
      ),
    );
  const id = row === undefined ? '' : ` (resource ${row.id})`;
  return new AppError('CONFLICT', {
    why: `The inventory of fabric '${fabricName}' has ${kind} ${name} in namespace ${namespace} already${id}: change that one`,
  });
}
