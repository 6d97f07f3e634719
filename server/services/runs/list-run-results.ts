import { and, asc, count, eq, or, sql } from 'drizzle-orm';
import { runResults, runs } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { RunResult } from '#server/domain/wire/run.ts';
import type { PlanAction, ResultOutcome } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { contains, isAnyOf, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';
import { runIs, runNotFound, type RunKey } from '#server/services/runs/read-run.ts';

export interface RunResultListQuery extends ListQuery {
  readonly action?: AnyOf<PlanAction>;
  readonly outcome?: AnyOf<ResultOutcome>;
  readonly kind?: AnyOf<string>;
  readonly namespace?: AnyOf<string>;
  readonly name?: AnyOf<string>;
}

/** What a person looks for first. */
const BY_TROUBLE = sql`array_position(array['failed', 'rollback_failed', 'conflict', 'rolled_back', 'skipped', 'deleted', 'applied', 'unchanged'], ${runResults.outcome})`;

export const RUN_RESULT_ORDERINGS = {
  id: runResults.id,
  kind: runResults.kind,
  namespace: runResults.namespace,
  name: runResults.name,
  action: runResults.action,
  /** Failed first. */
  outcome: BY_TROUBLE,
};

/** What a run did, object by object, in the order in which it was done. @throws AppError NOT_FOUND, REQUEST_INVALID */
export async function listRunResults(
  ctx: Pick<Context, 'db' | 'actor'>,
  key: RunKey,
  query: RunResultListQuery,
): Promise<{ count: number; results: RunResult[] }> {
  const [run] = await ctx.db.select({ id: runs.id }).from(runs).where(runIs(ctx.actor, key));
  if (run === undefined) throw runNotFound(key);
  const where = and(
    eq(runResults.runId, run.id),
    isAnyOf(runResults.action, query.action),
    isAnyOf(runResults.outcome, query.outcome),
    isAnyOf(runResults.kind, query.kind),
    isAnyOf(runResults.namespace, query.namespace),
    isAnyOf(runResults.name, query.name),
    or(contains(runResults.name, query.q), contains(runResults.message, query.q)),
  );
  const order = listOrder(query.ordering, RUN_RESULT_ORDERINGS, [asc(runResults.id)], runResults.id);
  const [total] = await ctx.db.select({ count: count() }).from(runResults).where(where);
  const rows = await ctx.db
    .select()
    .from(runResults)
    .where(where)
    .orderBy(...order)
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentResult) };
}

function presentResult(row: typeof runResults.$inferSelect): RunResult {
  const { id, kind, namespace, name, action, outcome, reason, code, message, warnings } = row;
  const changes = row.changes.map(({ path, ...sides }) => ({ path: [...path], ...sides }));
  return { id, kind, namespace, name, action, outcome, reason, code, message, changes, warnings };
}
