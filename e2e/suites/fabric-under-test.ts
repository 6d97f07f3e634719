import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll } from 'vitest';
import { runResults, runs, type RunResultRow, type RunRow } from '#db/schema/index.ts';
import type { FabricInput } from '#server/domain/wire/fabric.ts';
import { fabricInput } from '#server/domain/wire/fabric.ts';
import { repositoryInput } from '#server/domain/wire/repository.ts';
import { triggerInput, type TriggerInput } from '#server/domain/wire/run.ts';
import { claimRuns } from '#server/jobs/claim.ts';
import { holdLease } from '#server/jobs/lease.ts';
import { createLog } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { masterKeyOf } from '#server/secrets/load-key.ts';
import { createSealer } from '#server/secrets/seal.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';
import { createFabric } from '#server/services/fabrics/create-fabric.ts';
import { createRepository } from '#server/services/repositories/create-repository.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { executeRun } from '#server/sync/run.ts';
import { openNamespace, type ClusterNamespace } from '../app/cluster-namespace.ts';
import { createGitRepository, type GitRepository } from '../app/git-repository.ts';
import type { ApiServer } from '../cluster/target.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** A namespace of one's own on an API server, gone with the test file. */
export async function clusterUnderTest(server: ApiServer): Promise<ClusterNamespace> {
  const namespace = await openNamespace(server);
  afterAll(() => namespace.close());
  return namespace;
}

export interface Harness {
  readonly ctx: Context;
  /** The database and the key, for worker processes of the test. */
  readonly env: Readonly<Record<'DATABASE_URL' | 'FABRIC_SYNC_SECRET_KEY' | 'FABRIC_SYNC_DATA_DIR', string>>;
  /** A repository whose files a test writes, and its row. */
  repository(files: Readonly<Record<string, string>>): Promise<{ git: GitRepository; id: number }>;
  fabric(cluster: ClusterNamespace, settings?: Partial<FabricInput>): Promise<number>;
  /** Triggers a run and executes it to its end, as a worker would. */
  sync(fabricId: number, input?: Partial<TriggerInput>): Promise<RunRow & { results: RunResultRow[] }>;
  /** Claims and executes what waits. */
  work(): Promise<void>;
}

/** The product's own verbs and engine on a database of the test file; only the web is left out. */
export async function harness(): Promise<Harness> {
  return await harnessOn(await testDatabase());
}

/** The same on a database that the test brings. */
export async function harnessOn({ db, url }: Pick<TestDatabase, 'db' | 'url'>): Promise<Harness> {
  const secretKey = randomBytes(32).toString('hex');
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-engine-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  const log = createLog('silent');
  const ctx: Context = {
    db,
    log,
    dataDir,
    actor: SYSTEM.start,
    sealer: createSealer([masterKeyOf(secretKey)]),
    outbound: createOutbound({ deny: [], allow: [] }),
    allowFileRepositories: true,
  };
  const work = async (): Promise<void> => {
    const worker = `test-${randomBytes(4).toString('hex')}`;
    const claimedAt = performance.now();
    for (const run of await claimRuns(db, worker, 10)) {
      const lease = holdLease(db, { runId: run.id, worker, attempt: run.attempt }, log, claimedAt);
      await executeRun(ctx, run, lease).finally(() => lease.release());
    }
  };
  return {
    ctx,
    env: { DATABASE_URL: url, FABRIC_SYNC_SECRET_KEY: secretKey, FABRIC_SYNC_DATA_DIR: dataDir },
    work,
    async repository(files) {
      const name = `repository-${randomBytes(4).toString('hex')}`;
      const git = await createGitRepository(join(dataDir, name), null);
      await git.commit(files, 'first');
      const { id } = await createRepository(ctx, repositoryInput.parse({ name, url: git.url }));
      return { git, id };
    },
    async fabric(cluster, settings = {}) {
      const { id } = await createFabric(
        ctx,
        fabricInput.parse({
          name: `fabric-${randomBytes(4).toString('hex')}`,
          kubernetes_server: cluster.server.server,
          kubernetes_ca_cert: cluster.server.ca ?? '',
          kubernetes_token: cluster.server.token,
          kubernetes_namespace: cluster.namespace,
          ...settings,
        }),
      );
      return id;
    },
    async sync(fabricId, input = {}) {
      const { task_id } = await triggerSync(ctx, fabricId, triggerInput.parse(input));
      await work();
      const [run] = await db.select().from(runs).where(eq(runs.taskId, task_id));
      if (run === undefined) throw new Error(`${task_id} is not there`);
      return { ...run, results: await db.select().from(runResults).where(eq(runResults.runId, run.id)) };
    },
  };
}
