import { AppError } from '#server/domain/app-error.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import type { ImportAnswer, ImportInput } from '#server/domain/wire/import.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';
import { previewImport } from '#server/services/import/preview-import.ts';
import { requireInventorySource } from '#server/services/import/require-inventory.ts';
import { overridden } from '#server/services/sync/trigger-sync.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric } from '#server/state/change.ts';
import { activeRun, queueRun } from '#server/state/queue-run.ts';

/**
 * Starts a run that brings the cluster's objects into the inventory, or says what one would do.
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT where Git is the source, SYNC_ALREADY_RUNNING (with task_id), SYNC_NOT_READY,
 * SYNC_WINDOW_CLOSED unless a reason to override is given
 */
export async function startImport(ctx: Context, fabricId: number, input: ImportInput): Promise<ImportAnswer> {
  requireFabric(ctx.actor, fabricId, 'operate');
  if (input.dry_run) {
    const { fabric } = await findFabric(ctx, fabricId, 'operate');
    requireInventorySource(fabric);
    requireServer(fabric.kubernetesServer);
    return await previewImport(ctx, fabric, input);
  }
  const { kinds, names, adopt } = input;
  const importScope = {
    adopt,
    ...(kinds === undefined ? {} : { kinds }),
    ...(names === undefined ? {} : { names }),
  };
  const actor = ctx.actor.name;
  const cause = { actor, reason: 'import triggered' };
  const changed = await changeFabric(ctx.db, fabricId, cause, async (tx, fabric, now) => {
    requireInventorySource(fabric);
    requireServer(fabric.kubernetesServer);
    if (calculateSyncState(fabric, now) === 'disabled') {
      throw new AppError('SYNC_NOT_READY', {
        why: 'synchronization is disabled',
        required_config: 'sync_enabled',
      });
    }
    const active = await activeRun(tx, fabric);
    if (active !== null) {
      throw new AppError('SYNC_ALREADY_RUNNING', { fabric: fabric.name, task_id: active.taskId });
    }
    // Adopting writes to the cluster; filling the inventory alone does not.
    const overrideReason = adopt ? overridden(fabric, input, now) : {};
    const run = await queueRun(
      tx,
      fabric,
      {
        triggerType: 'manual',
        actor,
        priority: 'normal',
        force: false,
        confirmPrune: false,
        importScope,
        ...overrideReason,
      },
      now,
    );
    await audit(tx, {
      kind: 'run.triggered',
      subjectType: 'run',
      subjectId: run.id,
      fabricId,
      runId: run.id,
      actor,
      data: {
        task_id: run.taskId,
        kind: 'import',
        adopt,
        ...(run.overrideReason === null ? {} : { override_reason: run.overrideReason }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(names === undefined ? {} : { names: names.slice(0, 100) }),
      },
    });
    return { patch: { activeRunId: run.id }, result: { run, now } };
  });
  if (changed === null) throw fabricNotFound(fabricId);
  const { run, now } = changed.result;
  return {
    message: `Import triggered for fabric '${changed.fabric.name}'`,
    task_id: run.taskId,
    estimated_start: now.toISOString(),
  };
}

function requireServer(server: string): void {
  if (server.trim() !== '') return;
  throw new AppError('SYNC_NOT_READY', {
    why: 'Kubernetes server not configured',
    required_config: 'kubernetes_server',
  });
}
