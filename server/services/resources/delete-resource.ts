import { eq, sql } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Context } from '#server/services/context.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';
import { changeInventory } from '#server/services/resources/change-inventory.ts';
import { requireInventory } from '#server/services/resources/inventory-source.ts';
import { findResource, resourceNotFound } from '#server/services/resources/read-resource.ts';

/**
 * Takes an object out of the inventory; the next sync takes it out of the cluster, and its row stays until it is gone from
 * there. One that no run has found in the cluster goes at once. Deleting twice changes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, CONFLICT where Git is the source
 */
export async function deleteResource(
  ctx: Context,
  id: number,
  ifMatch: VersionCondition = null,
): Promise<void> {
  const row = await findResource(ctx, id);
  const { fabric } = await findFabric(ctx, row.fabricId, 'operate');
  await requireInventory(ctx.db, fabric, row);

  await changeInventory(ctx, row.fabricId, async (tx, locked) => {
    const [now] = await tx.select().from(resources).where(eq(resources.id, id)).for('update');
    if (now === undefined) throw resourceNotFound(id);
    await requireInventory(tx, locked, now);
    requireVersion(ifMatch, `${now.kind} ${now.name}`, now.version);
    if (now.desired === null) return null;
    // A run that is under way may be creating it at this moment: its row then waits for the next one.
    const neverThere = now.uid === null && locked.activeRunId === null;
    if (neverThere) await tx.delete(resources).where(eq(resources.id, id));
    else {
      await tx
        .update(resources)
        .set({
          desired: null,
          driftStatus: now.uid === null ? 'unknown' : 'extra',
          driftFields: [],
          version: now.version + 1,
          updatedAt: sql`clock_timestamp()`,
        })
        .where(eq(resources.id, id));
    }
    const { kind, namespace, name } = now;
    return { id, identity: { kind, namespace, name }, before: now.desired, after: null };
  });
}
