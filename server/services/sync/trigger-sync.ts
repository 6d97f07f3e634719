import { AppError } from '#server/domain/app-error.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import type { Triggered, TriggerInput } from '#server/domain/wire/run.ts';
import type { TriggerType } from '#server/domain/words.ts';
import type { FabricRow } from '#db/schema/index.ts';
import type { Context } from '#server/services/context.ts';
import { fabricNotFound } from '#server/services/fabrics/read-fabric.ts';
import { audit } from '#server/state/audit.ts';
import { changeFabric, type FabricPatch } from '#server/state/change.ts';
import { activeRun, queueRun } from '#server/state/queue-run.ts';

/**
 * Starts a run at a person's wish; never refused for being recent.
 * @throws AppError NOT_FOUND, SYNC_ALREADY_RUNNING (with task_id), SYNC_NOT_READY (with required_config)
 */
export async function triggerSync(ctx: Context, fabricId: number, input: TriggerInput): Promise<Triggered> {
  return await startRun(ctx, fabricId, input, 'manual', {});
}

/** Retry: ends the retry series and the breaker's wait, keeps the error texts until a run succeeds, and starts a run. */
export async function retrySync(ctx: Context, fabricId: number): Promise<Triggered> {
  const input: TriggerInput = { force: false, priority: 'normal', confirm_prune: false };
  return await startRun(ctx, fabricId, input, 'manual', {
    retryAttempt: 0,
    retryAt: null,
    scheduleStopped: false,
    breakerFailures: 0,
    breakerOpenUntil: null,
  });
}

async function startRun(
  ctx: Context,
  fabricId: number,
  input: TriggerInput,
  triggerType: TriggerType,
  patch: FabricPatch,
): Promise<Triggered> {
  const cause = { actor: ctx.actor.name, reason: 'synchronization triggered' };
  const changed = await changeFabric(ctx.db, fabricId, cause, async (tx, fabric, now) => {
    requireConfigured(fabric, now);
    const active = await activeRun(tx, fabric);
    if (active !== null) {
      throw new AppError('SYNC_ALREADY_RUNNING', { fabric: fabric.name, task_id: active.taskId });
    }
    const run = await queueRun(
      tx,
      fabric,
      {
        triggerType,
        actor: ctx.actor.name,
        priority: input.priority,
        force: input.force,
        confirmPrune: input.confirm_prune,
      },
      now,
    );
    await audit(tx, {
      kind: 'run.triggered',
      subjectType: 'run',
      subjectId: run.id,
      fabricId,
      runId: run.id,
      actor: ctx.actor.name,
      data: { task_id: run.taskId, force: input.force, confirm_prune: input.confirm_prune },
    });
    return { patch: { ...patch, activeRunId: run.id }, result: { run, now } };
  });
  if (changed === null) throw fabricNotFound(fabricId);
  const { run, now } = changed.result;
  return {
    message: `Sync triggered for fabric '${changed.fabric.name}'`,
    task_id: run.taskId,
    estimated_start: now.toISOString(),
  };
}

function requireConfigured(fabric: FabricRow, now: Date): void {
  const state = calculateSyncState(fabric, now);
  if (state === 'not_configured') {
    throw new AppError('SYNC_NOT_READY', {
      why: 'Kubernetes server not configured',
      required_config: 'kubernetes_server',
    });
  }
  if (state === 'disabled') {
    throw new AppError('SYNC_NOT_READY', {
      why: 'synchronization is disabled',
      required_config: 'sync_enabled',
    });
  }
}
