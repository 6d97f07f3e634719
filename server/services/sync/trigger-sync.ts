import { and, eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { plans, type FabricRow, type PlanRow, type RunRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { blockedSentence } from '#server/domain/window/window.ts';
import type { RetryInput, Triggered, TriggerInput } from '#server/domain/wire/run.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { planNotFound } from '#server/services/plan/read-plan.ts';
import type { AuditEntry } from '#server/state/audit.ts';
import { changeFabric, type FabricPatch } from '#server/state/change.ts';
import { once, type OnceKey } from '#server/state/once.ts';
import { activeRun, queueRun } from '#server/state/queue-run.ts';

/**
 * Starts a run at a person's wish; never refused for being recent. A plan brings its own selection and force.
 * @throws AppError FORBIDDEN, NOT_FOUND (also of the plan), CONFLICT for a plan that has expired, SYNC_ALREADY_RUNNING (with task_id), SYNC_NOT_READY (with required_config),
 * SYNC_WINDOW_CLOSED unless a reason to override is given, IDEMPOTENCY_KEY_REUSED
 */
export async function triggerSync(
  ctx: Context,
  fabricId: number,
  input: TriggerInput,
  onceKey: OnceKey | null = null,
): Promise<Triggered> {
  return await startRun(ctx, fabricId, input, onceKey, {});
}

/** Retry: ends the retry series and the breaker's wait, keeps the error texts until a run succeeds, and starts a run. */
export async function retrySync(
  ctx: Context,
  fabricId: number,
  { override_reason }: RetryInput = {},
  onceKey: OnceKey | null = null,
): Promise<Triggered> {
  const input: TriggerInput = { force: false, priority: 'normal', confirm_prune: false, override_reason };
  return await startRun(ctx, fabricId, input, onceKey, {
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
  onceKey: OnceKey | null,
  patch: FabricPatch,
): Promise<Triggered> {
  requireFabric(ctx.actor, fabricId, 'operate');
  const cause = { actor: ctx.actor.name, reason: 'synchronization triggered' };
  const changed = await changeFabric(ctx.db, fabricId, cause, async (tx, fabric, now) => {
    let queued: Queued | undefined;
    const { answer } = await once(tx, onceKey, async () => {
      queued = await queueTriggered(ctx, tx, fabric, input, now);
      return {
        message: `Sync triggered for fabric '${fabric.name}'`,
        task_id: queued.run.taskId,
        estimated_start: now.toISOString(),
      };
    });
    if (queued === undefined) return { patch: {}, result: answer };
    return { patch: { ...patch, activeRunId: queued.run.id }, result: answer, audited: queued.audited };
  });
  if (changed === null) throw fabricNotFound(fabricId);
  return changed.result;
}

interface Queued {
  readonly run: RunRow;
  readonly audited: AuditEntry;
}

async function queueTriggered(
  ctx: Context,
  tx: Transaction,
  fabric: FabricRow,
  input: TriggerInput,
  now: Date,
): Promise<Queued> {
  requireConfigured(fabric, now);
  const active = await activeRun(tx, fabric);
  if (active !== null) {
    throw new AppError('SYNC_ALREADY_RUNNING', { fabric: fabric.name, task_id: active.taskId });
  }
  const plan = input.plan_id === undefined ? null : await usablePlan(tx, fabric, input.plan_id, now);
  const force = plan?.force ?? input.force;
  const selection = plan === null ? (input.selection ?? null) : plan.selection;
  const run = await queueRun(
    tx,
    fabric,
    {
      triggerType: 'manual',
      actor: ctx.actor.name,
      priority: input.priority,
      force,
      confirmPrune: input.confirm_prune,
      ...overridden(fabric, input, now),
      selection,
      planId: plan?.id ?? null,
    },
    now,
  );
  const audited: AuditEntry = {
    kind: 'run.triggered',
    subjectType: 'run',
    subjectId: run.id,
    fabricId: fabric.id,
    runId: run.id,
    actor: ctx.actor.name,
    data: {
      task_id: run.taskId,
      force,
      confirm_prune: input.confirm_prune,
      ...(run.overrideReason === null ? {} : { override_reason: run.overrideReason }),
      ...(selection === null ? {} : { selection: selectionText(selection) }),
      ...(plan === null ? {} : { plan_id: plan.id }),
    },
  };
  return { run, audited };
}

type UsablePlan = Pick<PlanRow, 'id' | 'force' | 'selection'>;

async function usablePlan(tx: Transaction, fabric: FabricRow, id: string, now: Date): Promise<UsablePlan> {
  const { force, selection, expiresAt } = plans;
  const [plan] = await tx
    .select({ id: plans.id, force, selection, expiresAt })
    .from(plans)
    .where(and(eq(plans.id, id), eq(plans.fabricId, fabric.id)));
  if (plan === undefined) throw planNotFound(id, fabric.name);
  if (plan.expiresAt.getTime() > now.getTime()) return plan;
  const why = `The plan expired at ${plan.expiresAt.toISOString()}; make a new one and look at it`;
  throw new AppError('CONFLICT', { why });
}

/** The reason that lets a run start outside of the sync windows; inside them none is needed, and none is kept. */
export function overridden(
  fabric: FabricRow,
  input: Pick<TriggerInput, 'override_reason'>,
  now: Date,
): { readonly overrideReason?: string } {
  const why = blockedSentence(fabric.syncWindows, now);
  if (why === null) return {};
  if (input.override_reason === undefined) throw new AppError('SYNC_WINDOW_CLOSED', { why });
  return { overrideReason: input.override_reason };
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
