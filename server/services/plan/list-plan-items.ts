import { and, asc, count, eq, ilike, or, sql } from 'drizzle-orm';
import { planItems } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { PlanItemAnswer } from '#server/domain/wire/plan.ts';
import type { PlanVerdict } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import { findPlan, presentPlanItem } from '#server/services/plan/read-plan.ts';

export interface PlanItemListQuery extends ListQuery {
  readonly kind?: string | undefined;
  readonly action?: PlanVerdict | undefined;
}

const ORDERINGS = { kind: planItems.kind, name: planItems.name, action: planItems.action };

/** The objects of a plan that are not as they should be, in the order of writing. @throws AppError NOT_FOUND, REQUEST_INVALID */
export async function listPlanItems(
  ctx: Pick<Context, 'db' | 'actor'>,
  fabricId: number,
  id: string,
  query: PlanItemListQuery,
): Promise<{ count: number; results: PlanItemAnswer[] }> {
  await findPlan(ctx, fabricId, id);
  const where = and(
    eq(planItems.planId, id),
    query.kind === undefined ? undefined : eq(planItems.kind, query.kind),
    query.action === undefined ? undefined : eq(planItems.action, query.action),
    query.q === undefined
      ? undefined
      : or(
          ilike(planItems.name, containing(query.q)),
          ilike(sql`${planItems.details} ->> 'reason'`, containing(query.q)),
        ),
  );
  const order = listOrder(query.ordering, ORDERINGS, [asc(planItems.position)], planItems.position);
  const [total] = await ctx.db.select({ count: count() }).from(planItems).where(where);
  const rows = await ctx.db
    .select()
    .from(planItems)
    .where(where)
    .orderBy(...order)
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentPlanItem) };
}
