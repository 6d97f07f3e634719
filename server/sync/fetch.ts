import { and, eq, isNotNull } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import { directoryTree } from '#server/git/directory-tree.ts';
import { fetchCommit } from '#server/git/fetch-commit.ts';
import { readManifests } from '#server/git/read-manifests.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import type { LookContext } from '#server/sync/run-context.ts';

export interface DesiredState {
  readonly resources: readonly DesiredResource[];
  /** Null = from the inventory. */
  readonly commit: string | null;
  /** What the fabric's directory holds in that commit. */
  readonly tree: string | null;
}

/** The desired state: all of one commit, kept by the run's keeper, or the inventory as it is. @throws AppError GIT_* */
export async function fetchDesired(ctx: LookContext): Promise<DesiredState> {
  return ctx.repository === null ? await readInventory(ctx) : await fetchFromGit(ctx, ctx.repository);
}

async function fetchFromGit(
  ctx: LookContext,
  row: NonNullable<LookContext['repository']>,
): Promise<DesiredState> {
  const repository = { ...row, ...openSecrets(ctx.sealer, row) };
  const checkout = await fetchCommit(repository, {
    dataDir: ctx.dataDir,
    signal: ctx.signal,
    outbound: ctx.outbound,
    allowFile: ctx.allowFileRepositories,
  });
  // Before it is read: a commit that cannot be is an attempt too, and only another one is a new input.
  const { commit } = checkout;
  const { gitopsDirectory } = ctx.fabric;
  const tree = await directoryTree(checkout, gitopsDirectory, ctx.signal);
  await ctx.keeper?.attempt({ commit, tree }, 'fetched');
  ctx.progress.advance(0.5, `Reading ${gitopsDirectory} at ${commit.slice(0, 7)}`);
  const manifests = await readManifests(checkout, gitopsDirectory, {
    namespace: ctx.fabric.kubernetesNamespace,
    signal: ctx.signal,
  });
  for (const note of manifests.notes.slice(0, MOST_NOTES)) ctx.progress.note('warning', note.message);
  await ctx.keeper?.keep(manifests.resources, commit);
  return { resources: manifests.resources, commit, tree };
}

const MOST_NOTES = 5;

async function readInventory(ctx: LookContext): Promise<DesiredState> {
  const rows = await ctx.db
    .select()
    .from(resources)
    .where(and(eq(resources.fabricId, ctx.fabric.id), isNotNull(resources.desired)));
  return {
    commit: null,
    tree: null,
    resources: rows.map((row) => ({
      apiVersion: row.apiVersion,
      kind: row.kind,
      namespace: row.namespace,
      name: row.name,
      ...(row.desired as unknown as Pick<DesiredResource, 'spec' | 'labels' | 'annotations'>),
    })),
  };
}
