import { newInputPatch } from '#server/domain/inventory-change.ts';
import { RunStopped } from '#server/jobs/lease.ts';
import { endOwnRun } from '#server/state/end-run.ts';
import type { Imported } from '#server/sync/import/import-cluster.ts';
import { foundPatch } from '#server/sync/record/record-success.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { storeFindings } from '#server/sync/record/store-findings.ts';

/**
 * Records an import: run, fabric and what was found of each resource, in one transaction. It proves nothing for the whole
 * fabric: last_sync stays as it was, and so do the errors. @throws RunStopped when the run was ended meanwhile
 */
export async function recordImport(ctx: RunContext, imported: Imported): Promise<void> {
  const { progress, fabric, run } = ctx;
  const { counts, plan, record, kubernetesVersion, changed } = imported;
  progress.begin('record', 'Recording');
  await progress.finish('completed');
  const recorded = await endOwnRun(ctx.db, fabric.id, ctx.lease, {
    status: 'completed',
    outcome: { type: 'partial' },
    actor: run.actor,
    reason: `imported ${counts.desired} resources into the inventory`,
    run: { counts, steps: [...progress.steps], progress: progress.current, commit: null },
    fabric: {
      ...foundPatch(plan),
      kubernetesVersion,
      ...(changed ? newInputPatch(fabric, new Date()) : {}),
    },
    also: (tx) => storeFindings(tx, fabric.id, plan, record),
  });
  if (!recorded) throw new RunStopped('lost');
  ctx.log.info({ fabricId: fabric.id, runId: run.id, taskId: run.taskId, counts }, 'import completed');
}
