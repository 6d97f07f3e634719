import { and, asc, count, desc, eq, ilike, or } from 'drizzle-orm';
import { deliveries, webhooks } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Delivery, Webhook } from '#server/domain/wire/webhook.ts';
import type { DeliveryStatus } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import {
  findWebhook,
  presentDelivery,
  presentWebhook,
  selectWebhooks,
} from '#server/services/webhooks/present-webhook.ts';

const ORDERINGS = {
  id: webhooks.id,
  name: webhooks.name,
  type: webhooks.type,
  enabled: webhooks.enabled,
  created_at: webhooks.createdAt,
};

/** By name, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listWebhooks(
  ctx: Pick<Context, 'db'>,
  query: ListQuery,
): Promise<{ count: number; results: Webhook[] }> {
  const where =
    query.q === undefined
      ? undefined
      : or(ilike(webhooks.name, containing(query.q)), ilike(webhooks.url, containing(query.q)));
  const [total] = await ctx.db.select({ count: count() }).from(webhooks).where(where);
  const rows = await selectWebhooks(ctx.db)
    .where(where)
    .orderBy(...listOrder(query.ordering, ORDERINGS, [asc(webhooks.name)], webhooks.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentWebhook) };
}

const DELIVERY_ORDERINGS = { id: deliveries.id, queued_at: deliveries.queuedAt };

/** The messages to one receiver, newest first. @throws AppError NOT_FOUND, REQUEST_INVALID for an unknown ordering */
export async function listDeliveries(
  ctx: Pick<Context, 'db'>,
  webhookId: number,
  query: ListQuery & { readonly status?: DeliveryStatus | undefined },
): Promise<{ count: number; results: Delivery[] }> {
  await findWebhook(ctx.db, webhookId);
  const where = and(
    eq(deliveries.webhookId, webhookId),
    query.status === undefined ? undefined : eq(deliveries.status, query.status),
  );
  const [total] = await ctx.db.select({ count: count() }).from(deliveries).where(where);
  const rows = await ctx.db
    .select()
    .from(deliveries)
    .where(where)
    .orderBy(...listOrder(query.ordering, DELIVERY_ORDERINGS, [desc(deliveries.id)], deliveries.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentDelivery) };
}
