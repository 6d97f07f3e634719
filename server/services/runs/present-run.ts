import { eq, getTableColumns } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, runs, type RunRow } from '#db/schema/index.ts';
import { STEP_TITLES } from '#server/domain/run.ts';
import type { Run } from '#server/domain/wire/run.ts';

export type SelectedRun = RunRow & { readonly fabricName: string };

export function selectRuns(db: DatabaseOrTransaction) {
  return db
    .select({ ...getTableColumns(runs), fabricName: fabrics.name })
    .from(runs)
    .innerJoin(fabrics, eq(fabrics.id, runs.fabricId))
    .$dynamic();
}

export function presentRun(row: SelectedRun): Run {
  return {
    id: row.id,
    task_id: row.taskId,
    fabric_id: row.fabricId,
    fabric_name: row.fabricName,
    kind: row.kind,
    status: row.status,
    trigger_type: row.triggerType,
    actor: row.actor,
    force: row.force,
    selection: row.selection,
    plan_id: row.planId,
    successful: row.status === 'completed',
    error_code: row.errorCode,
    error_message: row.errorMessage,
    error_advice: row.errorAdvice,
    steps: row.steps.map((step) => ({
      step: step.step,
      title: STEP_TITLES[step.step],
      status: step.status,
      message: step.message,
      started_at: step.startedAt,
      duration_ms: step.durationMs === null ? null : Math.round(step.durationMs),
    })),
    counts: row.counts,
    progress: {
      percentage: row.progress.percentage,
      message: row.progress.message,
      estimated_completion: row.progress.estimatedCompletion,
    },
    override_reason: row.overrideReason,
    commit: row.commit,
    queued_at: row.queuedAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    duration_ms: durationMs(row),
  };
}

/** From start to end; null for a run that has not ended or never started. */
const durationMs = ({ startedAt, finishedAt }: RunRow): number | null =>
  startedAt === null || finishedAt === null ? null : Math.max(0, finishedAt.getTime() - startedAt.getTime());
