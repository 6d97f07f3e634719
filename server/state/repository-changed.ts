import { asc, eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import { FRESH_STATUS } from '#server/domain/configuration-change.ts';
import { changeFabric } from '#server/state/change.ts';
import { forgetFingerprints, stopRun } from '#server/state/stop-run.ts';

/**
 * What a changed repository means for the fabrics that use it. Another URL or branch is another target: an active run ends,
 * last_sync and errors are cleared. New credentials only end a retry series: a fabric in error tries again at once.
 */
export async function repositoryChanged(
  tx: Transaction,
  repositoryId: number,
  change: { readonly targetChanged: boolean },
  actor: string,
): Promise<void> {
  // In order of id: two such changes at once cannot wait for each other's locks.
  const users = await tx
    .select({ id: fabrics.id })
    .from(fabrics)
    .where(eq(fabrics.gitRepositoryId, repositoryId))
    .orderBy(asc(fabrics.id));
  for (const { id } of users) {
    const reason = change.targetChanged
      ? "the repository's address changed"
      : "the repository's credentials changed";
    await changeFabric(tx, id, { actor, reason }, async (inner, fabric, now) => {
      if (change.targetChanged) {
        const stopped = await stopRun(inner, fabric, now, 'target_changed', actor);
        await forgetFingerprints(inner, id);
        const patch = { ...stopped, ...FRESH_STATUS, driftCount: 0, countsByKind: {}, syncedCommit: null };
        return { patch, result: null };
      }
      if (fabric.errorCode === null) return { patch: {}, result: null };
      const patch = { retryAttempt: 0, retryAt: now, scheduleStopped: false };
      return { patch, result: null };
    });
  }
}
