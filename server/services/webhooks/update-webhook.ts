import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { deliveries, webhooks, type WebhookRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { requireVersion, type VersionCondition } from '#server/domain/version-condition.ts';
import type { Webhook, WebhookPatch } from '#server/domain/wire/webhook.ts';
import { webhookSecretPlace } from '#server/secrets/webhook-secret-place.ts';
import type { Context } from '#server/services/context.ts';
import {
  checkWebhookUrl,
  requireFabric,
  withUniqueWebhookName,
} from '#server/services/webhooks/check-webhook.ts';
import { findWebhook, webhookNotFound } from '#server/services/webhooks/present-webhook.ts';
import { audit } from '#server/state/audit.ts';

/**
 * Changes a receiver. What waits for one that is switched off is given up: old news helps nobody later.
 * @throws AppError NOT_FOUND, PRECONDITION_FAILED, REQUEST_INVALID, ADDRESS_REFUSED
 */
export async function updateWebhook(
  ctx: Context,
  id: number,
  input: WebhookPatch,
  ifMatch: VersionCondition = null,
): Promise<Webhook> {
  checkWebhookUrl(ctx, input.url);
  return await withUniqueWebhookName(() =>
    ctx.db.transaction(async (tx) => {
      const [before] = await tx.select().from(webhooks).where(eq(webhooks.id, id)).for('no key update');
      if (before === undefined) throw webhookNotFound(id);
      requireVersion(ifMatch, `Webhook with ID ${id}`, before.version);
      refuseUnfit(before, input);
      await requireFabric(tx, input.fabric_id);
      const { secret, fabric_id: fabricId, ...columns } = input;
      await tx
        .update(webhooks)
        .set({
          ...columns,
          ...(fabricId === undefined ? {} : { fabricId }),
          ...(secret === undefined ? {} : { secretSealed: ctx.sealer.seal(secret, webhookSecretPlace(id)) }),
          version: before.version + 1,
          updatedAt: sql`clock_timestamp()`,
        })
        .where(eq(webhooks.id, id));
      if (input.enabled === false) await giveUpWaiting(tx, id);
      await audit(tx, {
        kind: 'webhook.updated',
        subjectType: 'webhook',
        subjectId: id,
        actor: ctx.actor.name,
        data: { name: input.name ?? before.name, fields: Object.keys(input) },
      });
      return await findWebhook(tx, id);
    }),
  );
}

/** The type stays: what is given must fit it. */
function refuseUnfit(before: WebhookRow, input: WebhookPatch): void {
  const refuse = (field: string, message: string): never => {
    throw new AppError('REQUEST_INVALID', {}, { fields: [{ field, message }] });
  };
  if (before.type === 'email') {
    if (input.url !== undefined && input.url !== '') refuse('url', 'A mail has no URL');
    if (input.recipients?.length === 0) refuse('recipients', 'Enter at least one address');
    return;
  }
  if (input.url === '') refuse('url', 'Enter the URL that is called');
  if ((input.recipients ?? []).length > 0) refuse('recipients', 'Only mails have recipients');
}

async function giveUpWaiting(tx: Transaction, webhookId: number): Promise<void> {
  await tx
    .update(deliveries)
    .set({
      status: 'failed',
      finishedAt: sql`clock_timestamp()`,
      leaseUntil: null,
      error: 'the receiver was switched off',
    })
    .where(and(eq(deliveries.webhookId, webhookId), eq(deliveries.status, 'pending')));
}
