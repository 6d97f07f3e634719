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
 * run was ended from outside waits until that run's worker gave its lease back or it ran out (fencing). The choice stands
 * apart: as a subquery of the update it may be made again for each row, and then takes more than `slots`.
 */
export async function claimRuns(db: Database, worker: string, slots: number): Promise<ClaimedRun[]> {
  const rows = await db.execute<{ id: number; fabric_id: number; attempt: number }>(sql`
    with chosen as materialized (
      select waiting.id from runs waiting
      where waiting.status = 'pending'
        and not exists (
          select 1 from runs held
          where held.fabric_id = waiting.fabric_id and held.id <> waiting.id and held.lease_until > clock_timestamp()
        )
      order by waiting.priority desc, waiting.queued_at, waiting.id
      limit ${slots}
      for update skip locked
    )
    update runs set
      status = 'running',
      worker = ${worker},
      attempt = runs.attempt + 1,
      started_at = coalesce(runs.started_at, clock_timestamp()),
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from chosen
    where runs.id = chosen.id
    returning runs.id, runs.fabric_id, runs.attempt`);
  return [...rows].map((row) => ({ id: row.id, fabricId: row.fabric_id, attempt: row.attempt }));
}
