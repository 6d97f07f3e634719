import { eq } from 'drizzle-orm';
import { webhooks } from '#db/schema/index.ts';
import type { Webhook, WebhookInput } from '#server/domain/wire/webhook.ts';
import { webhookSecretPlace } from '#server/secrets/webhook-secret-place.ts';
import type { Context } from '#server/services/context.ts';
import {
  checkWebhookUrl,
  requireFabric,
  withUniqueWebhookName,
} from '#server/services/webhooks/check-webhook.ts';
import { findWebhook } from '#server/services/webhooks/present-webhook.ts';
import { audit } from '#server/state/audit.ts';

/** Adds a receiver of news; whether it can be reached is known after its first message. @throws AppError REQUEST_INVALID, ADDRESS_REFUSED */
export async function createWebhook(ctx: Context, input: WebhookInput): Promise<Webhook> {
  checkWebhookUrl(ctx, input.url);
  const { name, type, url, recipients, events, fabric_id: fabricId, enabled, secret } = input;
  return await withUniqueWebhookName(() =>
    ctx.db.transaction(async (tx) => {
      await requireFabric(tx, fabricId);
      const [created] = await tx
        .insert(webhooks)
        .values({ name, type, url, recipients, events, fabricId, enabled })
        .returning({ id: webhooks.id });
      if (created === undefined) throw new Error('insert returned no webhook');
      if (secret !== undefined) {
        const secretSealed = ctx.sealer.seal(secret, webhookSecretPlace(created.id));
        await tx.update(webhooks).set({ secretSealed }).where(eq(webhooks.id, created.id));
      }
      await audit(tx, {
        kind: 'webhook.created',
        subjectType: 'webhook',
        subjectId: created.id,
        ...(fabricId === null ? {} : { fabricId }),
        actor: ctx.actor.name,
        data: { name, type },
      });
      return await findWebhook(tx, created.id);
    }),
  );
}
