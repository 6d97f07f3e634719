import { and, count, desc } from 'drizzle-orm';
import { runs } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Run } from '#server/domain/wire/run.ts';
import type { RunStatus, TriggerType } from '#server/domain/words.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { contains, isAnyOf, isBetween, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';
import { presentRun, selectRuns } from '#server/services/runs/present-run.ts';

export interface RunListQuery extends ListQuery {
  readonly id?: AnyOf<number>;
  readonly task_id?: AnyOf<string>;
  readonly fabric_id?: AnyOf<number>;
  readonly status?: AnyOf<RunStatus>;
  readonly trigger_type?: AnyOf<TriggerType>;
  readonly error_code?: AnyOf<string>;
  readonly queued_at__gte?: string | undefined;
  readonly queued_at__lt?: string | undefined;
}

export const RUN_ORDERINGS = {
  id: runs.id,
  queued_at: runs.queuedAt,
  started_at: runs.startedAt,
  finished_at: runs.finishedAt,
  status: runs.status,
};

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listRuns(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: RunListQuery,
): Promise<{ count: number; results: Run[] }> {
  const where = and(
    ofVisibleFabrics(ctx.actor, runs.fabricId),
    isAnyOf(runs.id, query.id),
    isAnyOf(runs.taskId, query.task_id),
    isAnyOf(runs.fabricId, query.fabric_id),
    isAnyOf(runs.status, query.status),
    isAnyOf(runs.triggerType, query.trigger_type),
    isAnyOf(runs.errorCode, query.error_code),
    ...isBetween(runs.queuedAt, query.queued_at__gte, query.queued_at__lt),
    contains(runs.taskId, query.q),
  );
  const order = listOrder(query.ordering, RUN_ORDERINGS, [desc(runs.id)], runs.id);
  const [total] = await ctx.db.select({ count: count() }).from(runs).where(where);
  const rows = await selectRuns(ctx.db)
    .where(where)
    .orderBy(...order)
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentRun) };
}
