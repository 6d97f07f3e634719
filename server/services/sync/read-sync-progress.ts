import { plainSql } from '#db/client.ts';
import type { RunRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { RunProgressAnswer } from '#server/domain/wire/run.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';

/** How long after its end a run's progress is still answered. */
const AFTER_END_MS = 60_000;

type ProgressRow = {
  [K in 'taskId' | 'status' | 'progress']: RunRow[K] | null;
} & Pick<RunRow, 'finishedAt' | 'errorMessage'> & { readonly now: Date };

/** Progress of the active run, or of the last one until 60 s after its end. @throws AppError NOT_FOUND */
export async function readSyncProgress(
  ctx: Pick<Context, 'db' | 'actor'>,
  fabricId: number,
): Promise<RunProgressAnswer> {
  requireFabric(ctx.actor, fabricId, 'view');
  const [row] = await plainSql(ctx.db)<ProgressRow[]>`
    select last.task_id as "taskId", last.status, last.progress, last.finished_at as "finishedAt",
      last.error_message as "errorMessage", clock_timestamp() as now
    from fabrics f left join lateral (
      select task_id, status, progress, finished_at, error_message
      from runs where runs.fabric_id = f.id order by runs.id desc limit 1
    ) last on true
    where f.id = ${fabricId}`;
  if (row === undefined) throw fabricNotFound(fabricId);
  const { taskId, status, progress } = row;
  const over = row.finishedAt !== null && row.now.getTime() - row.finishedAt.getTime() > AFTER_END_MS;
  if (taskId === null || status === null || progress === null || over) {
    throw new AppError('NOT_FOUND', { what: `Active sync for fabric with ID ${fabricId}` });
  }
  return {
    task_id: taskId,
    status: status === 'cancelled' ? 'failed' : status,
    progress: {
      percentage: progress.percentage,
      current_step: progress.message,
      steps_completed: progress.stepsCompleted,
      total_steps: progress.totalSteps,
      estimated_completion: progress.estimatedCompletion,
      errors: [...progress.errors, ...endedBy(row)],
    },
  };
}

/** What ended a run stands among its errors: who polls the progress alone must learn why it failed. */
function endedBy({
  errorMessage: message,
  finishedAt,
}: {
  readonly errorMessage: string | null;
  readonly finishedAt: Date | null;
}): RunProgressAnswer['progress']['errors'] {
  if (message === null || finishedAt === null) return [];
  return [{ level: 'error', message, timestamp: finishedAt.toISOString() }];
}
