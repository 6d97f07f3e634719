import { and, count, desc, or } from 'drizzle-orm';
import { transitions } from '#db/schema/index.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { TransitionRecord } from '#server/domain/wire/history.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { contains, isAnyOf, isBetween, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';

export interface TransitionListQuery extends ListQuery {
  readonly fabric_id?: AnyOf<number>;
  readonly from?: AnyOf<SyncState>;
  readonly to?: AnyOf<SyncState>;
  readonly run_id?: AnyOf<number>;
  readonly actor?: AnyOf<string>;
  readonly at__gte?: string | undefined;
  readonly at__lt?: string | undefined;
}

export const TRANSITION_ORDERINGS = { id: transitions.id, at: transitions.at };

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listTransitions(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: TransitionListQuery,
): Promise<{ count: number; results: TransitionRecord[] }> {
  const where = and(
    ofVisibleFabrics(ctx.actor, transitions.fabricId),
    isAnyOf(transitions.fabricId, query.fabric_id),
    isAnyOf(transitions.from, query.from),
    isAnyOf(transitions.to, query.to),
    isAnyOf(transitions.runId, query.run_id),
    isAnyOf(transitions.actor, query.actor),
    ...isBetween(transitions.at, query.at__gte, query.at__lt),
    or(contains(transitions.reason, query.q), contains(transitions.actor, query.q)),
  );
  const [total] = await ctx.db.select({ count: count() }).from(transitions).where(where);
  const rows = await ctx.db
    .select()
    .from(transitions)
    .where(where)
    .orderBy(...listOrder(query.ordering, TRANSITION_ORDERINGS, [desc(transitions.id)], transitions.id))
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
