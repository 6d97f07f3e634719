import { eq } from 'drizzle-orm';
import { webhooks } from '#db/schema/index.ts';
import type { Context } from '#server/services/context.ts';
import { webhookNotFound } from '#server/services/webhooks/present-webhook.ts';
import { audit } from '#server/state/audit.ts';

/** Deletes a receiver with what waits for it. @throws AppError NOT_FOUND */
export async function deleteWebhook(ctx: Context, id: number): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [deleted] = await tx.delete(webhooks).where(eq(webhooks.id, id)).returning();
    if (deleted === undefined) throw webhookNotFound(id);
    await audit(tx, {
      kind: 'webhook.deleted',
      subjectType: 'webhook',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name: deleted.name },
    });
  });
}
