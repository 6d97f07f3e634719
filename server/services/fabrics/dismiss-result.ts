import { eq, sql } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { fabricNotFound, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { notifyFabric } from '#server/state/notify.ts';

/** Hides the message of the last run's result until the next run. @throws AppError NOT_FOUND, FORBIDDEN */
export async function dismissResult(ctx: Pick<Context, 'db' | 'actor'>, id: number): Promise<void> {
  requireFabric(ctx.actor, id, 'operate');
  const dismissed = await ctx.db
    .update(fabrics)
    .set({ dismissedRunId: sql`${fabrics.lastRunId}` })
    .where(eq(fabrics.id, id))
    .returning({ id: fabrics.id });
  if (dismissed.length === 0) throw fabricNotFound(id);
  await notifyFabric(ctx.db, id);
}
