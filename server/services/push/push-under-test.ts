import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll } from 'vitest';
import type { Database } from '#db/client.ts';
import { fabrics, pushHooks, repositories, runs, type FabricRow } from '#db/schema/index.ts';
import { sampleRepository, type SampleRepository } from '#server/git/sample-repository.ts';
import { directoryTree } from '#server/git/directory-tree.ts';
import { fetchCommit } from '#server/git/fetch-commit.ts';
import type { FabricInput } from '#server/domain/wire/fabric.ts';
import { repositoryInput } from '#server/domain/wire/repository.ts';
import type { Context } from '#server/services/context.ts';
import { newFabric, testContext } from '#server/services/fixtures/fabrics.ts';
import { setPushSecret } from '#server/services/push/set-push-secret.ts';
import { createRepository } from '#server/services/repositories/create-repository.ts';

export interface PushBench {
  readonly ctx: Context;
  /** A repository with two directories and its row, which takes push events. */
  repository(url?: string): Promise<{ git: SampleRepository; id: number; secret: string }>;
  /** A fabric of it that was verified at the present head. */
  verified(repositoryId: number, directory: string, input?: Partial<FabricInput>): Promise<number>;
  fabric(id: number): Promise<FabricRow>;
  runsOf(fabricId: number): Promise<(typeof runs.$inferSelect)[]>;
  lastResult(repositoryId: number): Promise<string | null | undefined>;
}

/** Real Git and real Postgres; only clusters are left out. */
export async function pushBench(db: Database): Promise<PushBench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-push-'));
  const repositoriesMade: SampleRepository[] = [];
  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
    await Promise.all(repositoriesMade.map((each) => each.remove()));
  });
  const made = testContext(db);
  const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 as const }]);
  const ctx: Context = { ...made, dataDir, outbound: { ...made.outbound, resolve } };

  async function fabric(id: number): Promise<FabricRow> {
    const [row] = await db.select().from(fabrics).where(eq(fabrics.id, id));
    if (row === undefined) throw new Error(`fabric ${id} is not there`);
    return row;
  }

  return {
    ctx,
    fabric,
    async repository(url) {
      const git = await sampleRepository();
      repositoriesMade.push(git);
      await git.write({ 'one/vpc.yaml': 'a: 1\n', 'two/vpc.yaml': 'a: 1\n', 'README.md': 'hello\n' });
      await git.commit();
      const name = `repository-${repositoriesMade.length}`;
      const input = repositoryInput.parse({ name, url: url ?? git.access.url });
      const { id } = await createRepository(ctx, input);
      const { secret } = await setPushSecret(ctx, id, 'http://localhost:3000');
      return { git, id, secret };
    },
    async verified(repositoryId, directory, input = {}) {
      const { id } = await newFabric(ctx, {
        git_repository: repositoryId,
        gitops_directory: directory,
        ...input,
      });
      const [row] = await db.select().from(repositories).where(eq(repositories.id, repositoryId));
      if (row === undefined) throw new Error('no repository');
      const checkout = await fetchCommit(
        { ...row, token: null, sshPrivateKey: null },
        { dataDir, outbound: ctx.outbound, allowFile: true },
      );
      const now = new Date();
      await db
        .update(fabrics)
        .set({
          lastSync: now,
          lastAttemptAt: now,
          wakeAt: null,
          attemptedCommit: checkout.commit,
          syncedCommit: checkout.commit,
          attemptedTree: await directoryTree(checkout, directory),
        })
        .where(eq(fabrics.id, id));
      return id;
    },
    async runsOf(fabricId) {
      return await db.select().from(runs).where(eq(runs.fabricId, fabricId)).orderBy(runs.id);
    },
    async lastResult(repositoryId) {
      const [row] = await db.select().from(pushHooks).where(eq(pushHooks.repositoryId, repositoryId));
      return row?.lastResult;
    },
  };
}
