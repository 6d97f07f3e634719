import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { ERROR_CODES } from '#server/domain/errors.ts';
import { HEALTH_STATUSES, type Health, type HealthStatus } from '#server/domain/wire/health.ts';
import type { Log } from '#server/log.ts';

/** Monitoring wants an answer, also while the database hangs. */
const LONGEST_WAIT_MS = 3_000;
/** A run that waited longer found no worker: the workers are gone or too few. */
const QUEUE_WAIT_SECONDS = 60;
/** More than end within an hour; keeps the query's cost apart from the length of the history. */
const RECENT_RUNS = 20_000;
/** Errors that say that a cluster does not serve us; the others are about single objects. */
const CLUSTER_CODES = ERROR_CODES.filter(
  (code) => code.startsWith('K8S_') && code !== 'K8S_CRD_VALIDATION_FAILED' && code !== 'K8S_CONFLICT',
);
const GOOD_RATE = 0.9;
const POOR_RATE = 0.5;

interface Numbers extends Record<string, unknown> {
  readonly fabric_count: number;
  readonly checked: number;
  readonly failing: number;
  readonly version: string | null;
  readonly active: number;
  readonly queued: number;
  readonly oldest_queued: number | null;
  readonly ended: number;
  readonly succeeded: number;
  readonly average_seconds: number;
}

/** The health of the sync system as the database tells it: one query, no request to any cluster. Never throws. */
export async function readHealth(
  deps: { readonly db: Database; readonly log: Log },
  now: Date,
): Promise<Health> {
  const started = performance.now();
  try {
    const numbers = await within(LONGEST_WAIT_MS, readNumbers(deps.db));
    return healthOf(numbers, Math.round(performance.now() - started), now);
  } catch (error) {
    deps.log.error({ err: error }, 'health check: the database does not answer');
    return unreachable(now);
  }
}

async function readNumbers(db: Database): Promise<Numbers> {
  const [row] = await db.execute<Numbers>(sql`
    with f as (
      select count(*)::int as fabric_count,
        (count(*) filter (where configured and (last_sync is not null or failing)))::int as checked,
        (count(*) filter (where configured and failing))::int as failing,
        case when count(distinct kubernetes_version) = 1 then min(kubernetes_version) end as version
      from (select *, sync_enabled and btrim(kubernetes_server) <> '' as configured,
              coalesce(btrim(connection_error), '') <> '' or coalesce(error_code, '') in (${sql.join(
                CLUSTER_CODES.map((code) => sql`${code}`),
                sql`, `,
              )}) as failing
            from fabrics) each
    ), q as (
      select (count(*) filter (where status = 'running'))::int as active,
        (count(*) filter (where status = 'pending'))::int as queued,
        extract(epoch from clock_timestamp() - min(queued_at) filter (where status = 'pending'))::int as oldest_queued
      from runs where status in ('pending', 'running')
    ), r as (
      select count(*)::int as ended, (count(*) filter (where status = 'completed'))::int as succeeded,
        coalesce(avg(extract(epoch from finished_at - coalesce(started_at, queued_at))), 0)::float8 as average_seconds
      from (select * from runs order by id desc limit ${RECENT_RUNS}) recent
      where status in ('completed', 'failed') and finished_at > clock_timestamp() - interval '1 hour'
    )
    select * from f, q, r`);
  if (row === undefined) throw new Error('the health query returned no row');
  return row;
}

function healthOf(n: Numbers, responseMs: number, now: Date): Health {
  const rate = n.ended === 0 ? 1 : n.succeeded / n.ended;
  const waitsTooLong = n.oldest_queued !== null && n.oldest_queued > QUEUE_WAIT_SECONDS;
  return withOverall(now, {
    kubernetes: {
      status: n.failing > 0 ? 'degraded' : n.checked === 0 ? 'unknown' : 'healthy',
      cluster_version: n.version,
      response_time_ms: null,
      fabrics_checked: n.checked,
      fabrics_failing: n.failing,
    },
    database: { status: 'healthy', fabric_count: n.fabric_count, response_time_ms: responseMs },
    sync_queue: {
      status: waitsTooLong ? 'degraded' : 'healthy',
      active_syncs: n.active,
      queued_syncs: n.queued,
      oldest_queued_seconds: n.oldest_queued,
      ...(waitsTooLong ? { error: `A run has waited ${n.oldest_queued} s for a worker` } : {}),
    },
    sync_performance: {
      status: rate >= GOOD_RATE ? 'healthy' : rate >= POOR_RATE ? 'degraded' : 'unhealthy',
      recent_syncs_count: n.ended,
      avg_duration_seconds: Math.round(n.average_seconds * 1_000) / 1_000,
      success_rate: rate,
    },
  });
}

function unreachable(now: Date): Health {
  return withOverall(now, {
    kubernetes: {
      status: 'unknown',
      cluster_version: null,
      response_time_ms: null,
      fabrics_checked: 0,
      fabrics_failing: 0,
    },
    database: {
      status: 'unhealthy',
      fabric_count: null,
      response_time_ms: null,
      error: 'The database cannot be reached',
    },
    sync_queue: { status: 'unknown', active_syncs: 0, queued_syncs: 0, oldest_queued_seconds: null },
    sync_performance: { status: 'unknown', recent_syncs_count: 0, avg_duration_seconds: 0, success_rate: 0 },
  });
}

/** The worst component decides; one that nobody has looked at yet does no harm. */
function withOverall(now: Date, components: Health['components']): Health {
  const rank = (status: HealthStatus): number => HEALTH_STATUSES.indexOf(status);
  const worst = Object.values(components)
    .map(({ status }) => status)
    .reduce((a, b) => (rank(b) > rank(a) ? b : a));
  return {
    timestamp: now.toISOString(),
    overall_status: worst === 'unknown' ? 'healthy' : worst,
    components,
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
