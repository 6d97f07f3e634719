import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';

export const LEASE_SECONDS = 30;

export interface ClaimedRun {
  readonly id: number;
  readonly fabricId: number;
  readonly attempt: number;
}

/**
 * Takes up to `slots` pending runs for a worker, in one statement: highest priority first, then oldest. A fabric whose last
 * run was ended from outside waits until that run's worker gave its lease back or it ran out (fencing).
 */
export async function claimRuns(db: Database, worker: string, slots: number): Promise<ClaimedRun[]> {
  const rows = await db.execute<{ id: number; fabric_id: number; attempt: number }>(sql`
    update runs set
      status = 'running',
      worker = ${worker},
      attempt = attempt + 1,
      started_at = coalesce(started_at, clock_timestamp()),
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    where id in (
      select waiting.id from runs waiting
      where waiting.status = 'pending'
        and not exists (
          select 1 from runs held
          where held.fabric_id = waiting.fabric_id and held.id <> waiting.id and held.lease_until > clock_timestamp()
        )
      order by waiting.priority desc, waiting.queued_at
      limit ${slots}
      for update skip locked
    )
    returning id, fabric_id, attempt`);
  return [...rows].map((row) => ({ id: row.id, fabricId: row.fabric_id, attempt: row.attempt }));
}
