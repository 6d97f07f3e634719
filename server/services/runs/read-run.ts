import { eq } from 'drizzle-orm';
import { runs } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Run } from '#server/domain/wire/run.ts';
import type { Context } from '#server/services/context.ts';
import { presentRun, selectRuns } from '#server/services/runs/present-run.ts';

/** By its number, or by the task id that a trigger answers. */
export type RunKey = number | string;

export const runNotFound = (key: RunKey): AppError =>
  new AppError('NOT_FOUND', { what: `Run with ID ${key}` });

export const runIs = (key: RunKey) => (typeof key === 'number' ? eq(runs.id, key) : eq(runs.taskId, key));

/** @throws AppError NOT_FOUND */
export async function readRun(ctx: Pick<Context, 'db'>, key: RunKey): Promise<Run> {
  const [row] = await selectRuns(ctx.db).where(runIs(key));
  if (row === undefined) throw runNotFound(key);
  return presentRun(row);
}
