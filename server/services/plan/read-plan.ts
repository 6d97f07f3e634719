import { and, asc, count, eq, getTableColumns, sql } from 'drizzle-orm';
import { fabrics, planItems, plans } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { PLAN_ITEMS_SHOWN, type PlanAnswer, type PlanItemAnswer } from '#server/domain/wire/plan.ts';
import { requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';

/** Also for one that expired and is gone, and for one of another fabric. */
export const planNotFound = (id: string, fabric: string | number): AppError =>
  new AppError('NOT_FOUND', { what: `Plan ${id} of fabric ${fabric}` });

/** A plan that still stands. @throws AppError NOT_FOUND */
export async function findPlan({ db, actor }: Pick<Context, 'db' | 'actor'>, fabricId: number, id: string) {
  requireFabric(actor, fabricId, 'view');
  // The basis is the run's to read: megabytes, for nobody's eyes.
  const { basis: _, ...shown } = getTableColumns(plans);
  const [row] = await db
    .select({ ...shown, fabricName: fabrics.name })
    .from(plans)
    .innerJoin(fabrics, eq(fabrics.id, plans.fabricId))
    .where(and(eq(plans.id, id), eq(plans.fabricId, fabricId), sql`${plans.expiresAt} > clock_timestamp()`));
  if (row === undefined) throw planNotFound(id, fabricId);
  return row;
}

/** A plan as it was made, with its first items. @throws AppError NOT_FOUND */
export async function readPlan(
  ctx: Pick<Context, 'db' | 'actor'>,
  fabricId: number,
  id: string,
): Promise<PlanAnswer> {
  const plan = await findPlan(ctx, fabricId, id);
  const [total] = await ctx.db.select({ count: count() }).from(planItems).where(eq(planItems.planId, id));
  const items = await ctx.db
    .select()
    .from(planItems)
    .where(eq(planItems.planId, id))
    .orderBy(asc(planItems.position))
    .limit(PLAN_ITEMS_SHOWN);
  return {
    id: plan.id,
    fabric_id: plan.fabricId,
    fabric_name: plan.fabricName,
    created_at: plan.createdAt.toISOString(),
    expires_at: plan.expiresAt.toISOString(),
    created_by: plan.actor,
    source: plan.commit === null ? 'inventory' : 'git',
    commit: plan.commit,
    force: plan.force,
    selection: plan.selection,
    ...plan.header,
    items: items.map(presentPlanItem),
    items_total: total?.count ?? 0,
  };
}

export function presentPlanItem(row: typeof planItems.$inferSelect): PlanItemAnswer {
  const { kind, namespace, name, action, details } = row;
  return { kind, namespace, name, action, ...details };
}
