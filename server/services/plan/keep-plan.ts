import { eq, sql } from 'drizzle-orm';
import type { Database, DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, planItems, plans, runs } from '#db/schema/index.ts';
import { storable } from '#db/stored-json.ts';
import type { PlanBasis } from '#server/domain/plan/plan-basis.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import { fabricNotFound } from '#server/services/access.ts';
import type { DescribedPlan } from '#server/services/plan/describe-plan.ts';
import { audit } from '#server/state/audit.ts';
import type { Asked } from '#server/sync/run-context.ts';

const KEPT_SECONDS = 3_600;
/** A fabric's newest plans; and of each person so many, so that nobody can push out another's. */
const MOST_KEPT = 20;
const MOST_KEPT_EACH = 5;
/** Rows of one statement; Postgres takes 65,535 parameters. */
const BATCH = 1_000;

export interface PlanToKeep extends DescribedPlan {
  readonly fabricId: number;
  readonly actor: string;
  readonly commit: string | null;
  readonly asked: Asked;
  readonly basis: PlanBasis;
}

/** Keeps a plan with its items, and lets go of what is too many. @returns its id */
export async function keepPlan(db: Database, plan: PlanToKeep): Promise<string> {
  const { fabricId, actor, commit, asked, header, basis, items } = plan;
  return await db.transaction(async (tx) => {
    const [fabric] = await tx
      .select({ id: fabrics.id })
      .from(fabrics)
      .where(eq(fabrics.id, fabricId))
      .for('key share');
    if (fabric === undefined) throw fabricNotFound(fabricId);
    const [kept] = await tx
      .insert(plans)
      .values({
        fabricId,
        actor,
        commit,
        ...asked,
        header: storable(header),
        basis,
        expiresAt: sql`clock_timestamp() + make_interval(secs => ${KEPT_SECONDS})`,
      })
      .returning({ id: plans.id });
    if (kept === undefined) throw new Error('insert returned no plan');
    const rows = items.map(({ kind, namespace, name, action, ...details }, position) => ({
      planId: kept.id,
      position,
      kind,
      namespace,
      name,
      action,
      details: storable(details),
    }));
    for (let start = 0; start < rows.length; start += BATCH) {
      await tx.insert(planItems).values(rows.slice(start, start + BATCH));
    }
    await removeSurplus(tx, fabricId);
    await audit(tx, {
      kind: 'plan.made',
      subjectType: 'plan',
      subjectId: kept.id,
      fabricId,
      actor,
      data: {
        summary: header.summary,
        force: asked.force,
        ...(asked.selection === null ? {} : { selection: selectionText(asked.selection) }),
      },
    });
    return kept.id;
  });
}

/** A plan that a run is held to stays until the run has ended. */
const isInUse = sql`exists (select 1 from ${runs} where ${runs.planId} = ${plans.id} and ${runs.status} in ('pending', 'running'))`;

async function removeSurplus(tx: DatabaseOrTransaction, fabricId: number): Promise<void> {
  await tx.execute(sql`
    delete from ${plans} where ${plans.id} in (
      select id from (
        select id,
          row_number() over (partition by actor order by created_at desc, id) as of_actor,
          row_number() over (order by created_at desc, id) as of_fabric
        from ${plans} where fabric_id = ${fabricId}
      ) ranked
      where of_actor > ${MOST_KEPT_EACH} or of_fabric > ${MOST_KEPT}
    ) and not ${isInUse}`);
}

/** Removes plans whose time is over, so many at once. @returns how many */
export async function removeExpiredPlans(db: DatabaseOrTransaction, limit: number): Promise<number> {
  const removed = await db.execute<{ id: string }>(sql`
    delete from ${plans} where ${plans.id} in (
      select id from ${plans} where expires_at < clock_timestamp() and not ${isInUse}
      order by expires_at limit ${limit}
    ) returning id`);
  return removed.length;
}
