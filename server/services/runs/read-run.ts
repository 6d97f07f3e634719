import { and, eq } from 'drizzle-orm';
import { runs } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Run } from '#server/domain/wire/run.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Actor } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';
import { presentRun, selectRuns } from '#server/services/runs/present-run.ts';

/** By its number, or by the task id that a trigger answers. */
export type RunKey = number | string;

export const runNotFound = (key: RunKey): AppError =>
  new AppError('NOT_FOUND', { what: `Run with ID ${key}` });

/** The run, as far as it is of a fabric that the actor may view. */
export const runIs = (actor: Actor, key: RunKey) =>
  and(
    typeof key === 'number' ? eq(runs.id, key) : eq(runs.taskId, key),
    ofVisibleFabrics(actor, runs.fabricId),
  );

/** @throws AppError NOT_FOUND */
export async function readRun(ctx: Pick<Context, 'db' | 'actor'>, key: RunKey): Promise<Run> {
  const [row] = await selectRuns(ctx.db).where(runIs(ctx.actor, key));
  if (row === undefined) throw runNotFound(key);
  return presentRun(row);
}
