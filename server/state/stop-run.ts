import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { resources, runs, type FabricRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { StopReason } from '#server/domain/words.ts';
import type { FabricPatch } from '#server/state/change.ts';
import { endRunFromOutside, stoppedOutcome } from '#server/state/end-run.ts';

/** What was done that ended the run; a plain cancellation says who, and no more. */
const STOP_WORDS: Record<Exclude<StopReason, 'cancelled'>, string> = {
  disabled: 'disabling synchronization',
  not_configured: 'removing the server',
  target_changed: 'changing the target',
  deleted: 'deleting the fabric',
  timeout: 'its time limit',
  window_closed: 'the end of the sync window',
};

/** Ends the active run because its fabric's configuration no longer wants it. */
export async function stopRun(
  tx: Transaction,
  fabric: FabricRow,
  now: Date,
  stop: StopReason,
  actor: string,
): Promise<FabricPatch> {
  if (fabric.activeRunId === null) return {};
  // Locked, so that its worker cannot begin to write between this look and the end.
  const [run] = await tx
    .select({ wroteAt: runs.wroteAt })
    .from(runs)
    .where(eq(runs.id, fabric.activeRunId))
    .for('update');
  const who = stop === 'cancelled' ? actor : `${actor}, by ${STOP_WORDS[stop]}`;
  const error = new AppError('SYNC_CANCELLED', { who });
  return await endRunFromOutside(tx, fabric, now, stop, {
    status: 'cancelled',
    outcome: stoppedOutcome(run ?? { wroteAt: null }, 'SYNC_CANCELLED', error),
    actor,
    reason: error.message,
    code: 'SYNC_CANCELLED',
    message: error.message,
  });
}

/** What was verified in another cluster, or from another source, proves nothing here. */
export async function forgetFingerprints(tx: Transaction, fabricId: number): Promise<void> {
  await tx
    .update(resources)
    .set({
      liveHash: null,
      desiredHash: null,
      uid: null,
      resourceVersion: null,
      driftStatus: 'unknown',
      driftFields: [],
      verifiedAt: null,
    })
    .where(eq(resources.fabricId, fabricId));
}
