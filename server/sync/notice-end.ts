import type { Database } from '#db/client.ts';
import { endedRuns, type HeldLease } from '#server/jobs/lease.ts';

/** A write of the worker was refused because the run is not its own any more: stops it, for the reason that its row gives. */
export async function noticeEnd(db: Database, lease: HeldLease): Promise<void> {
  lease.stop((await endedRuns(db, [lease.runId])).get(lease.runId) ?? 'lost');
}
