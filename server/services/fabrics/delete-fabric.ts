import { eq } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { audit } from '#server/state/audit.ts';
import { notify, notifyFabric } from '#server/state/notify.ts';

/** Deletes a fabric with its runs and resources; the cluster is left as it is, the history stays. @throws AppError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
export async function deleteFabric(
  ctx: Context,
  id: number,
  ifMatch: VersionCondition = null,
): Promise<void> {
  requireFabric(ctx.actor, id, 'operate');
  await ctx.db.transaction(async (tx) => {
    const [fabric] = await tx.select().from(fabrics).where(eq(fabrics.id, id)).for('update');
    if (fabric === undefined) throw fabricNotFound(id);
    requireVersion(ifMatch, `Fabric with ID ${id}`, fabric.version);
    // The rows go with the fabric; a worker that still runs finds them gone at its next write and stops.
    if (fabric.activeRunId !== null) await notify(tx, { t: 'stop', run: fabric.activeRunId });
    await tx.delete(fabrics).where(eq(fabrics.id, id));
    await audit(tx, {
      kind: 'fabric.deleted',
      subjectType: 'fabric',
      subjectId: id,
      fabricId: id,
      actor: ctx.actor.name,
      data: { name: fabric.name },
    });
    await notifyFabric(tx, id);
    // Its notices went with it.
    await notify(tx, { t: 'notice', id });
  });
}
