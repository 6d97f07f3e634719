import { and, asc, count, eq, ilike, or } from 'drizzle-orm';
import { runResults, runs } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { RunResult } from '#server/domain/wire/run.ts';
import type { PlanAction, ResultOutcome } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import { runIs, runNotFound, type RunKey } from '#server/services/runs/read-run.ts';

export interface RunResultListQuery extends ListQuery {
  readonly action?: PlanAction | undefined;
  readonly outcome?: ResultOutcome | undefined;
  readonly kind?: string | undefined;
}

const ORDERINGS = {
  id: runResults.id,
  kind: runResults.kind,
  name: runResults.name,
  outcome: runResults.outcome,
};

/** What a run did, object by object, in the order in which it was done. @throws AppError NOT_FOUND, REQUEST_INVALID */
export async function listRunResults(
  ctx: Pick<Context, 'db'>,
  key: RunKey,
  query: RunResultListQuery,
): Promise<{ count: number; results: RunResult[] }> {
  const [run] = await ctx.db.select({ id: runs.id }).from(runs).where(runIs(key));
  if (run === undefined) throw runNotFound(key);
  const where = and(
    eq(runResults.runId, run.id),
    query.action === undefined ? undefined : eq(runResults.action, query.action),
    query.outcome === undefined ? undefined : eq(runResults.outcome, query.outcome),
    query.kind === undefined ? undefined : eq(runResults.kind, query.kind),
    query.q === undefined
      ? undefined
      : or(ilike(runResults.name, containing(query.q)), ilike(runResults.message, containing(query.q))),
  );
  const order = listOrder(query.ordering, ORDERINGS, [asc(runResults.id)], runResults.id);
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
