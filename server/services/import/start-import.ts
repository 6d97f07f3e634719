import type { Transaction } from '#db/client.ts';
import type { FabricRow, RunRow } from '#db/schema/index.ts';
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
import { once, type OnceKey } from '#server/state/once.ts';
import { activeRun, queueRun } from '#server/state/queue-run.ts';

/**
 * Starts a run that brings the cluster's objects into the inventory, or says what one would do; what is only said keeps no key.
 * @throws AppError NOT_FOUND, FORBIDDEN, CONFLICT where Git is the source, SYNC_ALREADY_RUNNING (with task_id), SYNC_NOT_READY,
 * SYNC_WINDOW_CLOSED unless a reason to override is given, IDEMPOTENCY_KEY_REUSED
 */
export async function startImport(
  ctx: Context,
  fabricId: number,
  input: ImportInput,
  onceKey: OnceKey | null = null,
): Promise<ImportAnswer> {
  requireFabric(ctx.actor, fabricId, 'operate');
  if (input.dry_run) {
    const { fabric } = await findFabric(ctx, fabricId, 'operate');
    requireInventorySource(fabric);
    requireServer(fabric.kubernetesServer);
    return await previewImport(ctx, fabric, input);
  }
  const cause = { actor: ctx.actor.name, reason: 'import triggered' };
  const changed = await changeFabric(ctx.db, fabricId, cause, async (tx, fabric, now) => {
    let run: RunRow | undefined;
    const { answer } = await once(tx, onceKey, async () => {
      run = await queueImport(ctx, tx, fabric, input, now);
      return {
        message: `Import triggered for fabric '${fabric.name}'`,
        task_id: run.taskId,
        estimated_start: now.toISOString(),
      };
    });
    return { patch: run === undefined ? {} : { activeRunId: run.id }, result: answer };
  });
  if (changed === null) throw fabricNotFound(fabricId);
  return changed.result;
}

async function queueImport(
  ctx: Context,
  tx: Transaction,
  fabric: FabricRow,
  input: ImportInput,
  now: Date,
): Promise<RunRow> {
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
  const { kinds, names, adopt } = input;
  const actor = ctx.actor.name;
  const run = await queueRun(
    tx,
    fabric,
    {
      triggerType: 'manual',
      actor,
      priority: 'normal',
      force: false,
      confirmPrune: false,
      importScope: {
        adopt,
        ...(kinds === undefined ? {} : { kinds }),
        ...(names === undefined ? {} : { names }),
      },
      // Adopting writes to the cluster; filling the inventory alone does not.
      ...(adopt ? overridden(fabric, input, now) : {}),
    },
    now,
  );
  await audit(tx, {
    kind: 'run.triggered',
    subjectType: 'run',
    subjectId: run.id,
    fabricId: fabric.id,
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
  return run;
}

function requireServer(server: string): void {
  if (server.trim() !== '') return;
  throw new AppError('SYNC_NOT_READY', {
    why: 'Kubernetes server not configured',
    required_config: 'kubernetes_server',
  });
}
