import { eq } from 'drizzle-orm';
import { deliveries, webhooks } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Delivery } from '#server/domain/wire/webhook.ts';
import type { Context } from '#server/services/context.ts';
import { presentDelivery, webhookNotFound } from '#server/services/webhooks/present-webhook.ts';
import { audit } from '#server/state/audit.ts';
import { databaseNow } from '#server/state/change.ts';
import { notify } from '#server/state/notify.ts';

/** Queues a message that is like any other; what became of it is in the list of messages. @throws AppError NOT_FOUND, CONFLICT for one that is switched off */
export async function testWebhook(ctx: Context, id: number): Promise<Delivery> {
  return await ctx.db.transaction(async (tx) => {
    const [webhook] = await tx.select().from(webhooks).where(eq(webhooks.id, id)).for('key share');
    if (webhook === undefined) throw webhookNotFound(id);
    if (!webhook.enabled) {
      throw new AppError('CONFLICT', { why: 'The receiver is switched off: nothing is sent to it' });
    }
    const now = await databaseNow(tx);
    const payload = { occurred_at: now.toISOString(), fabric: null, data: { asked_by: ctx.actor.name } };
    const [queued] = await tx
      .insert(deliveries)
      .values({ webhookId: id, event: 'test', payload })
      .returning();
    if (queued === undefined) throw new Error('insert returned no delivery');
    await notify(tx, { t: 'delivery' });
    await audit(tx, {
      kind: 'webhook.tested',
      subjectType: 'webhook',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name: webhook.name },
    });
    return presentDelivery(queued);
  });
}
