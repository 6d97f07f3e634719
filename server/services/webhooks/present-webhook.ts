import { desc, eq, getTableColumns } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { deliveries, fabrics, webhooks, type DeliveryRow, type WebhookRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Delivery, Webhook } from '#server/domain/wire/webhook.ts';

export const webhookNotFound = (id: number): AppError =>
  new AppError('NOT_FOUND', { what: `Webhook with ID ${id}` });

/** With the last message to each: one query, whatever the number of webhooks. */
export function selectWebhooks(db: DatabaseOrTransaction) {
  const last = db
    .select()
    .from(deliveries)
    .where(eq(deliveries.webhookId, webhooks.id))
    .orderBy(desc(deliveries.id))
    .limit(1)
    .as('last');
  return db
    .select({ webhook: getTableColumns(webhooks), fabricName: fabrics.name, last: last._.selectedFields })
    .from(webhooks)
    .leftJoin(fabrics, eq(fabrics.id, webhooks.fabricId))
    .leftJoinLateral(last, eq(last.webhookId, webhooks.id))
    .$dynamic();
}

/** @throws AppError NOT_FOUND */
export async function findWebhook(db: DatabaseOrTransaction, id: number): Promise<Webhook> {
  const [row] = await selectWebhooks(db).where(eq(webhooks.id, id));
  if (row === undefined) throw webhookNotFound(id);
  return presentWebhook(row);
}

/** What leaves the server of a webhook; its secret only as "is set". */
export function presentWebhook(row: {
  readonly webhook: WebhookRow;
  readonly fabricName: string | null;
  readonly last: DeliveryRow | null;
}): Webhook {
  const { webhook } = row;
  return {
    id: webhook.id,
    name: webhook.name,
    type: webhook.type,
    url: webhook.url,
    secret_set: webhook.secretSealed !== null,
    recipients: webhook.recipients,
    events: webhook.events,
    fabric_id: webhook.fabricId,
    fabric_name: row.fabricName,
    enabled: webhook.enabled,
    last_delivery: row.last === null ? null : presentDelivery(row.last),
    version: webhook.version,
    created_at: webhook.createdAt.toISOString(),
    updated_at: webhook.updatedAt.toISOString(),
  };
}

export const presentDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  uuid: row.uuid,
  webhook_id: row.webhookId,
  event: row.event,
  fabric_id: row.fabricId,
  status: row.status,
  attempts: row.attempt,
  queued_at: row.queuedAt.toISOString(),
  next_attempt_at: row.status === 'pending' ? row.nextAttemptAt.toISOString() : null,
  finished_at: row.finishedAt?.toISOString() ?? null,
  status_code: row.statusCode,
  error: row.error,
});
