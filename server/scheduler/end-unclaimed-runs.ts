import { and, eq, lte, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { runs } from '#db/schema/index.ts';
import type { Log } from '#server/log.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import { changeFabric } from '#server/state/change.ts';
import { stopRun } from '#server/state/stop-run.ts';

/** Waiting for a worker, while the sync windows have closed. */
const missed = and(eq(runs.status, 'pending'), lte(runs.claimUntil, sql`clock_timestamp()`));

/** Takes automatic runs back that no worker began before the windows closed; the next one comes when they open. @returns how many */
export async function endUnclaimedRuns(db: Database, log: Log): Promise<number> {
  const found = await db.select({ id: runs.id, fabricId: runs.fabricId }).from(runs).where(missed);
  const actor = SYSTEM.scheduler.name;
  for (const { id, fabricId } of found) {
    await changeFabric(
      db,
      fabricId,
      { actor, reason: 'the sync windows closed before a worker was free', runId: id },
      async (tx, fabric, now) => {
        // Looked at again under the lock: a worker may have begun it, or somebody changed the windows.
        const [still] = await tx
          .select({ id: runs.id })
          .from(runs)
          .where(and(eq(runs.id, id), missed))
          .for('update');
        if (still === undefined || fabric.activeRunId !== id) return { patch: {}, result: null };
        return { patch: await stopRun(tx, fabric, now, 'window_closed', actor), result: null };
      },
    );
    log.info({ runId: id, fabricId }, 'a run was taken back: its sync windows closed');
  }
  return found.length;
}
