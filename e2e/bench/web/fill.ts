import type { Sql } from 'postgres';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';

/** Fabrics in sync, each with an ended run and resources; every second one has a run under way. */
export async function fillFabrics(sql: Sql, fabrics: number, resources: number): Promise<void> {
  await sql`
    insert into fabrics (name, description, kubernetes_server, sync_interval, last_sync, last_attempt_at, wake_at, counts_by_kind)
    select 'fabric-' || n, 'One of many', 'https://fabric-' || n || '.example:6443', 86400, clock_timestamp(), clock_timestamp(),
      clock_timestamp() + interval '20 hours', ${JSON.stringify({ VPC: 40, Connection: 160 })}::jsonb
    from generate_series(1, ${fabrics}::int) n`;
  await sql`
    insert into events (kind, subject_type, subject_id, fabric_id, actor, data)
    select 'transition', 'fabric', id::text, id, 'bench', '{"from": "syncing", "to": "in_sync", "reason": "bench"}' from fabrics`;
  await insertRuns(sql, 'completed');
  await sql`update fabrics set last_run_id = runs.id from runs where runs.fabric_id = fabrics.id`;
  await insertRuns(sql, 'running');
  await sql`
    update fabrics set active_run_id = runs.id from runs
    where runs.fabric_id = fabrics.id and runs.status = 'running'`;
  await sql`
    insert into resources (fabric_id, api_version, kind, namespace, name, desired, desired_hash, live_hash, drift_status)
    select f.id, 'vpc.githedgehog.com/v1beta1', 'VPC', 'default', 'vpc-' || n,
      jsonb_build_object('spec', jsonb_build_object('ipv4Namespace', 'default', 'vlanNamespace', 'default')),
      md5(f.id || '-' || n), md5(f.id || '-' || n), 'in_sync'
    from fabrics f, generate_series(1, ${resources}::int) n`;
  for (const table of ['fabrics', 'runs', 'events', 'resources']) await sql`vacuum analyze ${sql(table)}`;
}

async function insertRuns(sql: Sql, status: 'completed' | 'running'): Promise<void> {
  const isOver = status === 'completed';
  const progress = { ...QUEUED_PROGRESS, percentage: 65, message: 'Applying VPC 130/200' };
  await sql`
    insert into runs (task_id, fabric_id, status, trigger_type, actor, progress, counts, started_at, finished_at, worker, lease_until)
    select 'sync_fabric_' || id || '_' || ${status}, id, ${status}, 'manual', 'bench', ${JSON.stringify(progress)}::jsonb,
      ${JSON.stringify({ ...NO_COUNTS, desired: 200, unchanged: 200 })}::jsonb, clock_timestamp(),
      ${isOver ? sql`clock_timestamp()` : null}, 'bench', ${isOver ? null : sql`clock_timestamp() + interval '1 day'`}
    from fabrics where ${isOver} or id % 2 = 0`;
}
