import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';

export const LEASE_SECONDS = 30;
/** A run that has waited this long counts as one priority higher, and so on: nothing waits for ever behind what is more urgent. */
const PRIORITY_STEP_SECONDS = 60;
/** One claim at a time on the whole database: each sees what the one before it took, so that limits hold. */
const CLAIM_LOCK = 7_310_001;

export interface ClaimedRun {
  readonly id: number;
  readonly fabricId: number;
  readonly attempt: number;
}

export interface ClaimLimits {
  /** Runs at once on one cluster, by all workers together. */
  readonly clusterRuns: number;
  /** Automatic runs at once, by this worker, of fabrics whose last run could not reach its cluster. */
  readonly failingRuns: number;
}

const NO_LIMITS: ClaimLimits = { clusterRuns: 1_000_000, failingRuns: 1_000_000 };

/**
 * Takes up to `slots` pending runs for a worker: highest priority first (which rises with the time waited), then oldest. An
 * automatic run is taken only while its sync windows are open. A fabric whose last run was ended from outside waits until that
 * run's worker gave its lease back or it ran out (fencing). Fabrics that cannot be reached never take all slots, nor fabrics of
 * one cluster. Rows that somebody is just ending are passed over, not waited for.
 */
export async function claimRuns(
  db: Database,
  worker: string,
  slots: number,
  { clusterRuns, failingRuns }: ClaimLimits = NO_LIMITS,
): Promise<ClaimedRun[]> {
  const rows = await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`);
    return await tx.execute<{ id: number; fabric_id: number; attempt: number }>(sql`
      with running as materialized (
        select runs.worker, ${cluster} as cluster, ${isFailing} as failing
        from runs join fabrics on fabrics.id = runs.fabric_id
        where runs.status = 'running'
      ), waiting as (
        select runs.id, runs.queued_at, ${cluster} as cluster, ${isFailing} as failing,
          runs.priority + floor(extract(epoch from clock_timestamp() - runs.queued_at) / ${PRIORITY_STEP_SECONDS}::int) as urgency
        from runs join fabrics on fabrics.id = runs.fabric_id
        where runs.status = 'pending'
          and (runs.claim_until is null or runs.claim_until > clock_timestamp())
          and not exists (
            select 1 from runs held
            where held.fabric_id = runs.fabric_id and held.id <> runs.id and held.lease_until > clock_timestamp()
          )
      ), ranked as (
        select id, urgency, queued_at, cluster, failing,
          row_number() over (partition by cluster order by failing, urgency desc, queued_at, id) as place_of_cluster,
          row_number() over (partition by failing order by urgency desc, queued_at, id) as place_of_failing
        from waiting
      ), chosen as materialized (
        select runs.id from runs join ranked on ranked.id = runs.id
        where runs.status = 'pending'
          and (
            ranked.cluster = ''
            or ranked.place_of_cluster + (select count(*) from running where running.cluster = ranked.cluster) <= ${clusterRuns}::int
          )
          and (
            not ranked.failing
            or ranked.place_of_failing + (select count(*) from running where running.failing and running.worker = ${worker}) <= ${failingRuns}::int
          )
        order by ranked.urgency desc, ranked.queued_at, ranked.id
        limit ${slots}
        for update of runs skip locked
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
  });
  return [...rows].map((row) => ({ id: row.id, fabricId: row.fabric_id, attempt: row.attempt }));
}

const cluster = sql`rtrim(lower(btrim(fabrics.kubernetes_server)), '/')`;
/** A person who asks for a run is not held back. */
const isFailing = sql`(fabrics.breaker_failures > 0 and runs.trigger_type in ('periodic', 'retry', 'webhook'))`;
