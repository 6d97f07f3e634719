import { and, eq, isNotNull } from 'drizzle-orm';
import { fabrics, repositories, resources } from '#db/schema/index.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import { fetchCommit } from '#server/git/fetch-commit.ts';
import { readManifests } from '#server/git/read-manifests.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import { RunStopped } from '#server/jobs/lease.ts';
import { stillOwn } from '#server/state/end-run.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { storeDesired } from '#server/sync/store-desired.ts';

export interface DesiredState {
  readonly resources: readonly DesiredResource[];
  /** Null = from the inventory. */
  readonly commit: string | null;
}

/** The desired state: all of one commit, stored in one transaction, or the inventory as it is. @throws AppError GIT_* */
export async function fetchDesired(ctx: RunContext): Promise<DesiredState> {
  return ctx.repository === null ? await readInventory(ctx) : await fetchFromGit(ctx, ctx.repository);
}

async function fetchFromGit(
  ctx: RunContext,
  row: NonNullable<RunContext['repository']>,
): Promise<DesiredState> {
  const repository = { ...row, ...openSecrets(ctx.sealer, row) };
  const checkout = await fetchCommit(repository, {
    dataDir: ctx.dataDir,
    signal: ctx.signal,
    outbound: ctx.outbound,
    allowFile: ctx.allowFileRepositories,
  });
  // Before it is read: a commit that cannot be is an attempt too, and only another one is a new input.
  await ctx.db.update(fabrics).set({ attemptedCommit: checkout.commit }).where(eq(fabrics.id, ctx.fabric.id));
  ctx.progress.advance(0.5, `Reading ${ctx.fabric.gitopsDirectory} at ${checkout.commit.slice(0, 7)}`);
  const manifests = await readManifests(checkout, ctx.fabric.gitopsDirectory, {
    namespace: ctx.fabric.kubernetesNamespace,
    signal: ctx.signal,
  });
  for (const note of manifests.notes.slice(0, MOST_NOTES)) ctx.progress.note('warning', note.message);
  await ctx.db.transaction(async (tx) => {
    // Fabric before run, as everybody locks them: the rows below refer to the fabric.
    await tx.select({ id: fabrics.id }).from(fabrics).where(eq(fabrics.id, ctx.fabric.id)).for('key share');
    if (!(await stillOwn(tx, ctx.lease))) throw new RunStopped('lost');
    await storeDesired(tx, ctx.fabric.id, manifests.resources, checkout.commit);
  });
  await ctx.db
    .update(repositories)
    .set({
      headCommit: checkout.commit,
      connectionStatus: 'connected',
      connectionError: null,
      checkedAt: new Date(),
    })
    .where(eq(repositories.id, row.id));
  return { resources: manifests.resources, commit: checkout.commit };
}

const MOST_NOTES = 5;

async function readInventory(ctx: RunContext): Promise<DesiredState> {
  const rows = await ctx.db
    .select()
    .from(resources)
    .where(and(eq(resources.fabricId, ctx.fabric.id), isNotNull(resources.desired)));
  return {
    commit: null,
    resources: rows.map((row) => ({
      apiVersion: row.apiVersion,
      kind: row.kind,
      namespace: row.namespace,
      name: row.name,
      ...(row.desired as unknown as Pick<DesiredResource, 'spec' | 'labels' | 'annotations'>),
    })),
  };
}
