import { eq, sql } from 'drizzle-orm';
import { fabrics, repositories, type FabricRow, type RepositoryRow } from '#db/schema/index.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { isSameInput } from '#server/domain/same-input.ts';
import { healthPatch, type HealthFindings } from '#server/domain/health-outcome.ts';
import { testGitConnection } from '#server/git/test-connection.ts';
import { connectCluster } from '#server/kubernetes/client.ts';
import { clusterTargetOf } from '#server/kubernetes/fabric-target.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import { changeFabric } from '#server/state/change.ts';
import { recordHead } from '#server/state/record-head.ts';
import { forEachConcurrently } from '#server/sync/pool.ts';
import type { RunDeps } from '#server/sync/run-context.ts';

/** Also the age from which a run's own finding is no longer fresh enough. */
const EVERY_SECONDS = 60;
const BATCH = 50;
/** Most wait for somebody far away; a cluster that does not answer holds its place for 10 s. */
const CONCURRENCY = 25;
const LIMIT_MS = 20_000;
/** No batch begins later in a round; one may take 100 s, and the scheduler gives a round 150 (start.ts). */
const ROUND_MS = 20_000;

/**
 * Looks at clusters and sources between runs: enabled, configured fabrics that neither ran nor were checked within 60 s, batch by
 * batch while there are more: the more fabrics there are, the less it pauses. @returns how many were checked
 */
export async function checkHealth(deps: RunDeps, stopping?: AbortSignal): Promise<number> {
  const end = performance.now() + ROUND_MS;
  let checked = 0;
  for (;;) {
    const claimed = await claimUnchecked(deps);
    await checkAll(deps, claimed, stopping);
    checked += claimed.length;
    if (claimed.length < BATCH || stopping?.aborted === true || performance.now() > end) return checked;
  }
}

/**
 * Claims them by the time of the check, so that any number of processes may do this at once. One that no run ever attempted (interval
 * 0, closed windows) counts from its configuration.
 */
async function claimUnchecked({ db }: RunDeps): Promise<readonly { readonly id: number }[]> {
  return await db.execute<{ id: number }>(sql`
    update fabrics set health_checked_at = clock_timestamp()
    where id in (
      select id from fabrics
      where sync_enabled and btrim(kubernetes_server) <> '' and active_run_id is null
        and (health_checked_at is null or health_checked_at < clock_timestamp() - make_interval(secs => ${EVERY_SECONDS}))
        and coalesce(last_attempt_at, updated_at) < clock_timestamp() - make_interval(secs => ${EVERY_SECONDS})
      order by health_checked_at nulls first
      limit ${BATCH}
      for update skip locked
    )
    returning id`);
}

async function checkAll(
  deps: RunDeps,
  claimed: readonly { readonly id: number }[],
  stopping: AbortSignal | undefined,
): Promise<void> {
  const isStopping = (): boolean => stopping?.aborted ?? false;
  const limit = (): AbortSignal =>
    AbortSignal.any([AbortSignal.timeout(LIMIT_MS), ...(stopping === undefined ? [] : [stopping])]);
  const heads: Heads = new Map();
  await forEachConcurrently([...claimed], CONCURRENCY, async ({ id }) => {
    if (isStopping()) return;
    try {
      await checkOne(deps, id, heads, limit());
    } catch (error) {
      if (isStopping()) return;
      deps.log.warn({ err: error, fabricId: id }, 'health check failed to run');
    }
  });
}

/** Of the repositories of one batch, by id and version: its fabrics ask each once. */
type Heads = Map<string, Promise<string | null>>;

async function checkOne(deps: RunDeps, id: number, heads: Heads, signal: AbortSignal): Promise<void> {
  const [row] = await deps.db
    .select({ fabric: fabrics, repository: repositories })
    .from(fabrics)
    .leftJoin(repositories, eq(repositories.id, fabrics.gitRepositoryId))
    .where(eq(fabrics.id, id));
  if (row === undefined) return;
  const [cluster, head] = await Promise.all([
    lookAtCluster(deps, row.fabric, signal),
    headOf(deps, row.repository, heads, signal),
  ]);
  const reason = cluster.ok ? 'health check passed' : `health check: ${cluster.message}`;
  await changeFabric(deps.db, id, { actor: SYSTEM.scheduler.name, reason }, async (_tx, fabric, now) => {
    // A run began, or the configuration changed, while we looked: what we found is not about that.
    const changed = !isSameInput(row, { fabric, repository: row.repository });
    const stale = fabric.activeRunId !== null || changed || fabric.statusTarget !== row.fabric.statusTarget;
    return { patch: stale ? {} : healthPatch(fabric, { cluster, head }, now), result: null };
  });
}

async function lookAtCluster(
  deps: RunDeps,
  fabric: FabricRow,
  signal: AbortSignal,
): Promise<HealthFindings['cluster']> {
  try {
    const client = connectCluster(clusterTargetOf(fabric, deps.sealer), {
      outbound: deps.outbound,
      signal,
    });
    try {
      await client.version();
      return { ok: true };
    } finally {
      client.close();
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ok: false, code: error.code, message: error.message, advice: error.advice };
  }
}

async function headOf(
  deps: RunDeps,
  row: RepositoryRow | null,
  heads: Heads,
  signal: AbortSignal,
): Promise<string | null> {
  if (row === null) return null;
  const key = `${row.id} ${row.version}`;
  const asked = heads.get(key) ?? lookAtSource(deps, row, signal);
  heads.set(key, asked);
  return await asked;
}

/** The head of the branch, also kept for "a newer commit waits"; null when there is none to be had, which a run will tell. */
async function lookAtSource(deps: RunDeps, row: RepositoryRow, signal: AbortSignal): Promise<string | null> {
  try {
    const { commit } = await testGitConnection(
      { ...row, ...openSecrets(deps.sealer, row) },
      {
        dataDir: deps.dataDir,
        signal,
        outbound: deps.outbound,
        allowFile: deps.allowFileRepositories,
      },
    );
    // Changed meanwhile: what Git said is about another repository.
    if (!(await recordHead(deps.db, row, commit))) return null;
    return commit;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return null;
  }
}
