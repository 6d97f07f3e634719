import { AppError } from '#server/domain/app-error.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric } from '#server/state/change.ts';
import { stopRun } from '#server/state/stop-run.ts';

/** Cancels the active run: its row ends at once, its worker stops at its next request. @throws AppError FORBIDDEN, NOT_FOUND, CONFLICT when nothing runs */
export async function cancelSync(ctx: Context, fabricId: number): Promise<void> {
  requireFabric(ctx.actor, fabricId, 'operate');
  const cause = { actor: ctx.actor.name, reason: 'synchronization cancelled' };
  const changed = await changeFabric(ctx.db, fabricId, cause, async (tx, fabric, now) => {
    if (fabric.activeRunId === null) throw new AppError('CONFLICT', { why: 'No synchronization is running' });
    const patch = await stopRun(tx, fabric, now, 'cancelled', ctx.actor.name);
    await audit(tx, {
      kind: 'run.cancelled',
      subjectType: 'run',
      subjectId: fabric.activeRunId,
      fabricId,
      runId: fabric.activeRunId,
      actor: ctx.actor.name,
    });
    return { patch, result: null };
  });
  if (changed === null) throw fabricNotFound(fabricId);
}
