import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { runs, type RunRow } from '#db/schema/index.ts';
import { fabricInput, type FabricInput } from '#server/domain/wire/fabric.ts';
import { repositoryInput } from '#server/domain/wire/repository.ts';
import { triggerInput } from '#server/domain/wire/run.ts';
import type { Notices } from '#server/live/listen.ts';
import type { Context } from '#server/services/context.ts';
import { createFabric } from '#server/services/fabrics/create-fabric.ts';
import { createRepository } from '#server/services/repositories/create-repository.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import type { ClusterNamespace } from '../../app/cluster-namespace.ts';
import { createGitRepository, type GitRepository } from '../../app/git-repository.ts';
import type { ApiServer } from '../../cluster/target.ts';

/** A run that took longer has hung. */
const RUN_LIMIT_MS = 300_000;

interface Repository {
  readonly id: number;
  readonly git: GitRepository;
}

interface SyncedRun {
  /** From Sync Now to the news that it ended, as somebody who waits for it sees it. */
  readonly seconds: number;
  readonly run: RunRow;
}

/** Fabric Sync as people use it: Sync Now, a worker process, the end by its notice. */
export interface Engine {
  /** A repository with one commit of what a folder holds. */
  repository(from: string): Promise<Repository>;
  fabric(cluster: ClusterNamespace, repository: Repository, settings?: Partial<FabricInput>): Promise<number>;
  /** @throws Error when the run did not succeed: there is no time to report then */
  sync(fabricId: number): Promise<SyncedRun>;
}

export function openEngine(ctx: Context, notices: Notices, server: ApiServer): Engine {
  const unique = (what: string): string => `${what}-${randomBytes(4).toString('hex')}`;

  const runOf = async (taskId: string): Promise<RunRow> => {
    const [run] = await ctx.db.select().from(runs).where(eq(runs.taskId, taskId));
    if (run === undefined) throw new Error(`${taskId} is not there`);
    return run;
  };

  return {
    async repository(from) {
      const name = unique('repository');
      const git = await createGitRepository(join(ctx.dataDir, name), from);
      const { id } = await createRepository(ctx, repositoryInput.parse({ name, url: git.url }));
      return { id, git };
    },
    async fabric(cluster, repository, settings = {}) {
      const { id } = await createFabric(
        ctx,
        fabricInput.parse({
          name: unique('fabric'),
          kubernetes_server: server.server,
          kubernetes_ca_cert: server.ca ?? '',
          kubernetes_token: server.token,
          kubernetes_namespace: cluster.namespace,
          git_repository: repository.id,
          // Nothing starts by itself.
          sync_interval: 0,
          ...settings,
        }),
      );
      return id;
    },
    async sync(fabricId) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const unsubscribe = notices.subscribe((notice) => {
        if (notice.t === 'ended' && notice.id === fabricId) resolve();
      });
      const timer = setTimeout(() => reject(new Error(`fabric ${fabricId} is still syncing`)), RUN_LIMIT_MS);
      try {
        const began = performance.now();
        const { task_id } = await triggerSync(ctx, fabricId, triggerInput.parse({}));
        await promise;
        const seconds = (performance.now() - began) / 1_000;
        const run = await runOf(task_id);
        if (run.status !== 'completed') throw new Error(`the sync ended ${run.status}: ${run.errorMessage}`);
        return { seconds, run };
      } finally {
        clearTimeout(timer);
        unsubscribe();
      }
    },
  };
}
