import { and, eq, isNotNull } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import { readingFrom } from '#server/git/damaged-checkout.ts';
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

/** The desired state on its way: nothing of it is kept before somebody takes it. */
export interface Fetching {
  /** Waits for it, and begins to keep all of a commit by the run's keeper. @throws AppError GIT_* */
  take(): Promise<DesiredState>;
  /** Waits until what was taken is kept: before anything is written. @throws RunStopped */
  kept(): Promise<void>;
}

/**
 * Begins to fetch the desired state: all of one commit, or the inventory as it is. The work goes on beside others' and fails
 * only whoever takes it. @param signal gives it up
 */
export function beginFetch(ctx: LookContext, signal: AbortSignal): Fetching {
  return ctx.repository === null
    ? { take: () => readInventory(ctx), kept: () => Promise.resolve() }
    : fetchFromGit(ctx, ctx.repository, signal);
}

function fetchFromGit(
  ctx: LookContext,
  row: NonNullable<LookContext['repository']>,
  signal: AbortSignal,
): Fetching {
  const { gitopsDirectory, kubernetesNamespace: namespace } = ctx.fabric;
  const fetched = (async () => {
    const repository = { ...row, ...openSecrets(ctx.sealer, row) };
    const { dataDir, outbound, allowFileRepositories: allowFile } = ctx;
    const checkout = await fetchCommit(repository, { dataDir, signal, outbound, allowFile });
    const look = () => directoryTree(checkout, gitopsDirectory, signal);
    return { checkout, tree: await readingFrom(checkout, row.url, look) };
  })();
  const parsed = (async () => {
    const { checkout } = await fetched;
    const read = () => readManifests(checkout, gitopsDirectory, { namespace, signal });
    return await readingFrom(checkout, row.url, read);
  })();
  // Whoever takes it hears of it; until then it is nobody's failure.
  for (const work of [fetched, parsed]) work.catch(() => {});
  let keeping: Promise<void> = Promise.resolve();
  return {
    kept: () => keeping,
    async take() {
      const { checkout, tree } = await fetched;
      const { commit } = checkout;
      // Before it is read: a commit that cannot be is an attempt too, and only another one is a new input.
      await ctx.keeper?.attempt({ commit, tree }, 'fetched');
      ctx.progress.advance(0.5, `Reading ${gitopsDirectory} at ${commit.slice(0, 7)}`);
      const manifests = await parsed;
      for (const note of manifests.notes.slice(0, MOST_NOTES)) ctx.progress.note('warning', note.message);
      // Beside the comparison, which does not need it.
      keeping = ctx.keeper?.keep(manifests.resources, commit) ?? keeping;
      keeping.catch(() => {});
      return { resources: manifests.resources, commit, tree };
    },
  };
}

const MOST_NOTES = 5;

/** The inventory as it is. */
export async function readInventory(ctx: LookContext): Promise<DesiredState> {
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
