import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { fabrics } from '#db/schema/fabrics.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import {
  DELIVERY_EVENTS,
  DELIVERY_STATUSES,
  WEBHOOK_EVENTS,
  WEBHOOK_TYPES,
  type WebhookEvent,
} from '#server/domain/words.ts';

/** Where news of fabrics is sent: a URL or e-mail addresses. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull().unique(),
    type: word('type', WEBHOOK_TYPES).notNull().default('webhook'),
    /** "" for e-mail. */
    url: text('url').notNull().default(''),
    /** Signs each body; sealed (server/secrets/seal.ts), never leaves the server. */
    secretSealed: text('secret_sealed'),
    /** Addresses; empty for a URL. */
    recipients: jsonb('recipients').$type<string[]>().notNull().default([]),
    events: jsonb('events')
      .$type<WebhookEvent[]>()
      .notNull()
      .default([...WEBHOOK_EVENTS]),
    /** Null = all fabrics. */
    fabricId: integer('fabric_id').references(() => fabrics.id, { onDelete: 'cascade' }),
    enabled: boolean('enabled').notNull().default(true),
    /** Raised by each change that a person makes; the ETag of the API. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    oneOf('webhooks_type_check', table.type, WEBHOOK_TYPES),
    index('webhooks_fabric_index').on(table.fabricId),
  ],
);

/** One message to one receiver. The row is also the job: claimed by a worker under a lease, tried again until it is given up. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** What the receiver knows it by: the same for each attempt. */
    uuid: uuid('uuid').notNull().defaultRandom(),
    webhookId: integer('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    event: word('event', DELIVERY_EVENTS).notNull(),
    /** No foreign key: what was said stays said. */
    fabricId: integer('fabric_id'),
    /** As it was when it happened. */
    payload: jsonb('payload').$type<JsonObject>().notNull(),
    status: word('status', DELIVERY_STATUSES).notNull().default('pending'),
    attempt: integer('attempt').notNull().default(0),
    queuedAt: instant('queued_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    nextAttemptAt: instant('next_attempt_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    worker: text('worker'),
    leaseUntil: instant('lease_until'),
    finishedAt: instant('finished_at'),
    /** What the receiver said to the last attempt. */
    statusCode: integer('status_code'),
    error: text('error'),
  },
  (table) => [
    oneOf('deliveries_event_check', table.event, DELIVERY_EVENTS),
    oneOf('deliveries_status_check', table.status, DELIVERY_STATUSES),
    index('deliveries_queue_index')
      .on(table.webhookId, table.nextAttemptAt)
      .where(sql`${table.status} = 'pending'`),
    index('deliveries_webhook_index').on(table.webhookId, table.id.desc()),
    index('deliveries_finished_index')
      .on(table.finishedAt)
      .where(sql`${table.finishedAt} is not null`),
  ],
);

export type WebhookRow = typeof webhooks.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;
