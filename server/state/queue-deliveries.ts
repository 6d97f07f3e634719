import { plainSql, type Transaction } from '#db/client.ts';
import type { FabricRow } from '#db/schema/index.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { DeliveryEvent, WebhookEvent } from '#server/domain/words.ts';
import { CHANNEL, type Notice } from '#server/state/notify.ts';

/** Something that receivers may have asked for. */
export interface News {
  readonly topic: WebhookEvent;
  readonly event: DeliveryEvent;
  readonly at: Date;
  readonly data: JsonObject;
}

/**
 * Queues what happened to a fabric for every receiver that asks for it, in the transaction in which it happened: what was
 * undone is never told, what was committed always is. One statement, whatever the number of receivers.
 */
export async function queueDeliveries(
  tx: Transaction,
  fabric: Pick<FabricRow, 'id' | 'name'>,
  news: readonly News[],
): Promise<void> {
  if (news.length === 0) return;
  const messages = JSON.stringify(
    news.map(({ topic, event, at, data }) => ({
      topic,
      event,
      payload: { occurred_at: at.toISOString(), fabric: { id: fabric.id, name: fabric.name }, data },
    })),
  );
  const notice: Notice = { t: 'delivery' };
  // However many rows tell of it, one that is the same is sent once.
  await plainSql(tx)`
    insert into deliveries (webhook_id, event, fabric_id, payload)
    select webhooks.id, news.event, ${fabric.id}, news.payload
    from webhooks
    cross join rows from (jsonb_to_recordset(${messages}::jsonb) as (topic text, event text, payload jsonb))
      with ordinality as news(topic, event, payload, place)
    where webhooks.enabled
      and (webhooks.fabric_id is null or webhooks.fabric_id = ${fabric.id})
      and webhooks.events @> to_jsonb(news.topic)
    order by news.place, webhooks.id
    returning pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`;
}
