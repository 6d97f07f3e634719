import type { Transaction } from '#db/client.ts';
import type { FabricRow } from '#db/schema/index.ts';
import { nextRunAt } from '#server/domain/wake.ts';
import type { TriggerType } from '#server/domain/words.ts';
import type { FabricPatch } from '#server/state/change.ts';
import { queueRun } from '#server/state/queue-run.ts';

/**
 * Starts the automatic run of a fabric if it is due, inside the caller's changeFabric. What a push brought is taken up with it: the
 * run asks Git anew.
 * @returns the columns to write; null = nothing is due
 */
export async function startDueRun(
  tx: Transaction,
  fabric: FabricRow,
  now: Date,
  actor: string,
): Promise<FabricPatch | null> {
  const due = nextRunAt(fabric, now);
  if (due === null || due.getTime() > now.getTime()) return null;
  const triggerType = triggerOf(fabric);
  const run = await queueRun(
    tx,
    fabric,
    { triggerType, actor, priority: 'normal', force: false, confirmPrune: false },
    now,
  );
  const taken = { activeRunId: run.id, retryAt: null, pushedTree: null };
  return triggerType === 'webhook' ? { ...taken, retryAttempt: 0, scheduleStopped: false } : taken;
}

function triggerOf(fabric: FabricRow): TriggerType {
  if (fabric.pushedTree !== null) return 'webhook';
  return fabric.retryAt === null ? 'periodic' : 'retry';
}
