import type { Plan } from '#server/domain/plan/plan-types.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import { verifiedOf } from '#server/domain/run.ts';
import { RunStopped } from '#server/jobs/lease.ts';
import type { FabricPatch } from '#server/state/change.ts';
import { endOwnRun, type RunEnd } from '#server/state/end-run.ts';
import { despiteOutage } from '#server/sync/despite-outage.ts';
import type { RunContext } from '#server/sync/run-context.ts';
import { storeFindings } from '#server/sync/record/store-findings.ts';
import type { Verified } from '#server/sync/synchronize.ts';

/**
 * Records a verified run: run, fabric, resources and transition in one transaction. A selective run proves its selection and
 * nothing for the whole: last_sync, errors and schedule stay as they were.
 * @throws RunStopped when the run was ended meanwhile
 */
export async function recordSuccess(ctx: RunContext, verified: Verified): Promise<void> {
  const { progress, fabric, run } = ctx;
  const { selection } = ctx.asked;
  const whole = selection === null;
  const verifiedCount = `verified ${verifiedOf(verified.counts)} resources equal`;
  progress.begin('record', 'Recording');
  await progress.finish('completed');
  const end: RunEnd = {
    status: 'completed',
    outcome: { type: whole ? 'verified' : 'partial' },
    actor: run.actor,
    reason: whole
      ? verifiedCount
      : `selective run (${selectionText(selection)}): ${verifiedCount}, nothing is claimed for the rest`,
    run: {
      counts: verified.counts,
      steps: [...progress.steps],
      progress: progress.current,
      commit: verified.commit,
    },
    fabric: {
      ...foundPatch(verified.plan),
      ...(whole
        ? // As the run found it: what was changed since then is the next one's.
          { syncedCommit: verified.commit, syncedInventoryVersion: fabric.inventoryVersion }
        : {}),
      kubernetesVersion: verified.kubernetesVersion,
    },
    also: (tx) => storeFindings(tx, fabric.id, verified.plan, verified.record),
  };
  const recorded = await despiteOutage(ctx.lease, () => endOwnRun(ctx.db, fabric.id, ctx.lease, end));
  if (!recorded) throw new RunStopped('lost');
  ctx.log.info(
    { fabricId: fabric.id, runId: run.id, taskId: run.taskId, counts: verified.counts },
    whole ? 'run completed, cluster verified' : 'selective run completed, its selection verified',
  );
}

/** What a comparison says about the fabric as a whole. */
export function foundPatch(plan: Plan): FabricPatch {
  const countsByKind: Record<string, number> = {};
  for (const item of plan.items) {
    if (item.desiredHash === null) continue;
    countsByKind[item.identity.kind] = (countsByKind[item.identity.kind] ?? 0) + 1;
  }
  const drifted = plan.items.filter(
    ({ drift }) => drift === 'drifted' || drift === 'missing' || drift === 'extra',
  );
  return { countsByKind, driftCount: drifted.length };
}
