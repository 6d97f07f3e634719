import { and, eq } from 'drizzle-orm';
import { plans } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { movedSince } from '#server/domain/plan/plan-basis.ts';
import { planSettings } from '#server/sync/prepare/plan-settings.ts';
import type { Prepared } from '#server/sync/prepare/prepare.ts';
import type { RunContext } from '#server/sync/run-context.ts';

/**
 * Holds a run to the plan that a person looked at: both sides were read anew, and must be what they were then.
 * @throws AppError SYNC_PLAN_MOVED saying what moved; nothing was written
 */
export async function holdToPlan(ctx: RunContext, { plan, live, desired }: Prepared): Promise<void> {
  const { planId, fabricId } = ctx.run;
  if (planId === null) return;
  const [kept] = await ctx.db
    .select({ basis: plans.basis })
    .from(plans)
    .where(and(eq(plans.id, planId), eq(plans.fabricId, fabricId)));
  if (kept === undefined) throw new AppError('SYNC_PLAN_MOVED', { what: 'it is not kept any more' });
  const what = movedSince(kept.basis, { plan, live, settings: planSettings(ctx) });
  if (what !== null) throw new AppError('SYNC_PLAN_MOVED', { what });
  const { commit, tree } = desired;
  if (commit !== null) await ctx.keeper?.attempt({ commit, tree }, 'held');
}
