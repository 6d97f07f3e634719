import { and, eq, exists, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { fabrics, repositories, runs, type FabricRow, type RepositoryRow } from '#db/schema/index.ts';
import { RunStopped, type HeldLease } from '#server/jobs/lease.ts';
import { holdsLease, stillOwn } from '#server/state/end-run.ts';
import { despiteOutage } from '#server/sync/despite-outage.ts';
import type { Asked, DesiredKeeper } from '#server/sync/run-context.ts';
import { desiredNews, rememberDesired } from '#server/sync/prepare/desired-news.ts';
import { storeDesired } from '#server/sync/prepare/store-desired.ts';

interface KeeperOf {
  readonly fabric: FabricRow;
  readonly repository: RepositoryRow | null;
  readonly asked: Asked;
  /** The plan that the run is held to. */
  readonly planId: string | null;
}

/** Keeps the desired state that a run fetches from Git; null where it reads the inventory, which is kept already. */
export function keepDesired(
  db: Database,
  lease: HeldLease,
  { fabric, repository, asked, planId }: KeeperOf,
): DesiredKeeper | null {
  if (repository === null) return null;
  return {
    async attempt({ commit, tree }, when) {
      // A selection is no attempt at the commit: the whole of it is still to come. Nor is a run whose plan does not hold.
      if (asked.selection !== null || when !== (planId === null ? 'fetched' : 'held')) return;
      await despiteOutage(lease, () =>
        db
          .update(fabrics)
          .set({
            attemptedCommit: commit,
            attemptedTree: tree,
            // The push that waits for a run need not wait for another.
            pushedTree: sql`nullif(${fabrics.pushedTree}, ${tree})`,
          })
          .where(
            and(
              eq(fabrics.id, fabric.id),
              exists(db.select({ id: runs.id }).from(runs).where(holdsLease(lease))),
            ),
          ),
      );
    },
    async keep(resources, commit) {
      const desiredFrom = sourceOf(fabric, commit);
      const write = () =>
        db.transaction(async (tx) => {
          // Fabric before run, as everybody locks them: the rows below refer to the fabric.
          const [row] = await tx
            .select({ desiredFrom: fabrics.desiredFrom })
            .from(fabrics)
            .where(eq(fabrics.id, fabric.id))
            .for('no key update');
          if (row === undefined || !(await stillOwn(tx, lease))) throw new RunStopped('lost');
          await storeDesired(tx, fabric.id, desiredNews(fabric.id, row.desiredFrom, resources), commit);
          await tx.update(fabrics).set({ desiredFrom }).where(eq(fabrics.id, fabric.id));
        });
      if (fabric.desiredFrom !== desiredFrom) await despiteOutage(lease, write);
      rememberDesired(fabric.id, desiredFrom, resources);
      await db
        .update(repositories)
        .set({
          headCommit: commit,
          connectionStatus: 'connected',
          connectionError: null,
          checkedAt: new Date(),
        })
        .where(eq(repositories.id, repository.id));
    },
  };
}

/** Raised when the rows come to hold something else of the same manifests. */
const ROWS_VERSION = 1;

/** All that the rows' desired state depends on; edits of the inventory, which the rows hold too, count as another source. */
function sourceOf(
  { kubernetesNamespace, inventoryVersion, gitopsDirectory }: FabricRow,
  commit: string,
): string {
  return [ROWS_VERSION, commit, inventoryVersion, kubernetesNamespace, gitopsDirectory].join(' ');
}
