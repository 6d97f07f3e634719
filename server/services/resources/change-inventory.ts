import type { Transaction } from '#db/client.ts';
import type { FabricRow } from '#db/schema/index.ts';
import { newInputPatch } from '#server/domain/inventory-change.ts';
import type { JsonObject, ResourceIdentity } from '#server/domain/resource.ts';
import { fabricNotFound } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric } from '#server/state/change.ts';

/** What became of one object of the inventory. */
export interface InventoryChange {
  readonly id: number;
  readonly identity: ResourceIdentity;
  /** Null = it was not desired. */
  readonly before: JsonObject | null;
  /** Null = it is not desired any more. */
  readonly after: JsonObject | null;
}

const VERBS = { created: 'created', updated: 'updated', deleted: 'deleted' } as const;
/** Beyond it only what changed is said, not the whole of it. */
const LARGEST_AUDITED = 64 * 1024;

/**
 * One change of a fabric's inventory: a new input of its sync, audited with before and after. `change` runs under the fabric's
 * lock and returns what it changed; null = nothing.
 * @throws AppError NOT_FOUND, what `change` throws
 */
export async function changeInventory(
  ctx: Context,
  fabricId: number,
  change: (tx: Transaction, fabric: FabricRow) => Promise<InventoryChange | null>,
): Promise<InventoryChange | null> {
  const actor = ctx.actor.name;
  const changed = await changeFabric(
    ctx.db,
    fabricId,
    { actor, reason: 'inventory read' },
    async (tx, fabric, now) => {
      const result = await change(tx, fabric);
      if (result === null) return { patch: {}, result };
      const { kind, name } = result.identity;
      const verb =
        result.before === null ? VERBS.created : result.after === null ? VERBS.deleted : VERBS.updated;
      await audit(tx, {
        kind: `resource.${verb}`,
        subjectType: 'resource',
        subjectId: result.id,
        fabricId,
        actor,
        data: auditData(result),
      });
      const patch = { inventoryVersion: fabric.inventoryVersion + 1, ...newInputPatch(fabric, now) };
      return { patch, result, reason: `inventory changed: ${kind} ${name} ${verb}` };
    },
  );
  if (changed === null) throw fabricNotFound(fabricId);
  return changed.result;
}

/** Specs of the kinds that people edit hold no secrets. */
function auditData({ identity, before, after }: InventoryChange): JsonObject {
  const whole = { ...identity, before, after };
  if (JSON.stringify(whole).length <= LARGEST_AUDITED) return whole;
  return { ...identity, before: before !== null, after: after !== null, too_large_to_keep: true };
}
