import { and, count, desc, eq, ilike } from 'drizzle-orm';
import { runs } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Run } from '#server/domain/wire/run.ts';
import type { RunStatus, TriggerType } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import { presentRun, selectRuns } from '#server/services/runs/present-run.ts';

export interface RunListQuery extends ListQuery {
  readonly fabric_id?: number | undefined;
  readonly status?: RunStatus | undefined;
  readonly trigger_type?: TriggerType | undefined;
}

const ORDERINGS = {
  id: runs.id,
  queued_at: runs.queuedAt,
  started_at: runs.startedAt,
  finished_at: runs.finishedAt,
  status: runs.status,
};

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listRuns(
  ctx: Pick<Context, 'db'>,
  query: RunListQuery,
): Promise<{ count: number; results: Run[] }> {
  const where = and(
    query.fabric_id === undefined ? undefined : eq(runs.fabricId, query.fabric_id),
    query.status === undefined ? undefined : eq(runs.status, query.status),
    query.trigger_type === undefined ? undefined : eq(runs.triggerType, query.trigger_type),
    query.q === undefined ? undefined : ilike(runs.taskId, containing(query.q)),
  );
  const order = listOrder(query.ordering, ORDERINGS, [desc(runs.id)], runs.id);
  const [total] = await ctx.db.select({ count: count() }).from(runs).where(where);
  const rows = await selectRuns(ctx.db)
    .where(where)
    .orderBy(...order)
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentRun) };
}
