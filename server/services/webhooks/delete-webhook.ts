import { eq } from 'drizzle-orm';
import { webhooks } from '#db/schema/index.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Context } from '#server/services/context.ts';
import { webhookNotFound } from '#server/services/webhooks/present-webhook.ts';
import { audit } from '#server/state/audit.ts';

/** Deletes a receiver with what waits for it. @throws AppError NOT_FOUND, PRECONDITION_FAILED */
export async function deleteWebhook(
  ctx: Context,
  id: number,
  ifMatch: VersionCondition = null,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [webhook] = await tx.select().from(webhooks).where(eq(webhooks.id, id)).for('update');
    if (webhook === undefined) throw webhookNotFound(id);
    requireVersion(ifMatch, `Webhook with ID ${id}`, webhook.version);
    await tx.delete(webhooks).where(eq(webhooks.id, id));
    await audit(tx, {
      kind: 'webhook.deleted',
      subjectType: 'webhook',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name: webhook.name },
    });
  });
}
