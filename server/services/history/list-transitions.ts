import { and, count, desc, eq } from 'drizzle-orm';
import { transitions } from '#db/schema/index.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { TransitionRecord } from '#server/domain/wire/history.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Context } from '#server/services/context.ts';
import { listOrder } from '#server/services/list-order.ts';

export interface TransitionListQuery extends ListQuery {
  readonly fabric_id?: number | undefined;
  readonly from?: SyncState | undefined;
  readonly to?: SyncState | undefined;
  readonly run_id?: number | undefined;
}

const ORDERINGS = { id: transitions.id, at: transitions.at };

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listTransitions(
  ctx: Pick<Context, 'db'>,
  query: TransitionListQuery,
): Promise<{ count: number; results: TransitionRecord[] }> {
  const where = and(
    query.fabric_id === undefined ? undefined : eq(transitions.fabricId, query.fabric_id),
    query.from === undefined ? undefined : eq(transitions.from, query.from),
    query.to === undefined ? undefined : eq(transitions.to, query.to),
    query.run_id === undefined ? undefined : eq(transitions.runId, query.run_id),
  );
  const [total] = await ctx.db.select({ count: count() }).from(transitions).where(where);
  const rows = await ctx.db
    .select()
    .from(transitions)
    .where(where)
    .orderBy(...listOrder(query.ordering, ORDERINGS, [desc(transitions.id)], transitions.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(present) };
}

const present = (row: typeof transitions.$inferSelect): TransitionRecord => ({
  id: row.id,
  at: row.at.toISOString(),
  fabric_id: row.fabricId,
  from: row.from,
  to: row.to,
  reason: row.reason,
  actor: row.actor,
  run_id: row.runId,
});
