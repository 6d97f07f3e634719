import { eq, sql } from 'drizzle-orm';
import { fabrics, repositories, runs } from '#db/schema/index.ts';
import type { ClaimedRun } from '#server/jobs/claim.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { openClient } from '#server/sync/prepare/connect.ts';
import { importCluster } from '#server/sync/import/import-cluster.ts';
import { recordImport } from '#server/sync/import/record-import.ts';
import { keepDesired } from '#server/sync/prepare/keep-desired.ts';
import { prepare } from '#server/sync/prepare/prepare.ts';
import { recordFailure } from '#server/sync/record/record-failure.ts';
import { recordSuccess } from '#server/sync/record/record-success.ts';
import { RUN_LIMIT_SECONDS } from '#server/sync/limits.ts';
import { createProgress } from '#server/sync/progress.ts';
import type { RunContext, RunDeps } from '#server/sync/run-context.ts';
import { synchronize } from '#server/sync/synchronize.ts';

/**
 * Executes one claimed run to its end and records it. A straight pipeline:
 * connect → fetch → validate → read → plan → apply → verify → record.
 */
export async function executeRun(deps: RunDeps, claimed: ClaimedRun, lease: HeldLease): Promise<void> {
  const loaded = await load(deps, claimed);
  if (loaded === null) return;
  const progress = createProgress(deps.db, lease, claimed.fabricId, deps.atPlace);
  const { fabric, repository, run, runningMs } = loaded;
  const asked = { force: run.force, selection: run.selection };
  const ctx: RunContext = {
    ...deps,
    run,
    fabric,
    repository,
    asked,
    lease,
    signal: lease.signal,
    progress,
    keeper: keepDesired(deps.db, lease, { fabric, repository, asked, planId: run.planId }),
    beforeRequest: () => lease.assertHeld(),
  };
  const limit = setTimeout(() => lease.stop('timeout'), RUN_LIMIT_SECONDS * 1_000 - runningMs);
  try {
    progress.begin('connect', `Connecting to the cluster`);
    const client = openClient(ctx);
    try {
      if (run.kind === 'import') await recordImport(ctx, await importCluster(ctx, client));
      else await recordSuccess(ctx, await synchronize(ctx, await prepare(ctx, client)));
    } finally {
      client.close();
    }
  } catch (error) {
    await recordFailure(ctx, error);
  } finally {
    clearTimeout(limit);
    deps.atPlace?.('ended');
  }
}

async function load(
  { db }: RunDeps,
  claimed: ClaimedRun,
): Promise<(Pick<RunContext, 'run' | 'fabric' | 'repository'> & { readonly runningMs: number }) | null> {
  const [row] = await db
    .select({
      run: runs,
      fabric: fabrics,
      repository: repositories,
      // By the clock that wrote the start: this process's own may be another.
      runningMs: sql<number>`coalesce(extract(epoch from clock_timestamp() - ${runs.startedAt}) * 1000, 0)::float`,
    })
    .from(runs)
    .innerJoin(fabrics, eq(fabrics.id, runs.fabricId))
    .leftJoin(repositories, eq(repositories.id, fabrics.gitRepositoryId))
    .where(eq(runs.id, claimed.id));
  return row ?? null;
}
