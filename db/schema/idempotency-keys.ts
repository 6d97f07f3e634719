import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '#db/schema/columns.ts';

/** Requests that are done once however often they are sent; written in the transaction of what they did. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** SHA-256 of who, method, address and the client's key. */
    keyHash: text('key_hash').primaryKey(),
    /** SHA-256 of the body: another body under the same key is a mistake. */
    requestHash: text('request_hash').notNull(),
    /** What the first request was answered with; null only inside its transaction. */
    answer: jsonb('answer'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [index('idempotency_keys_created_at_index').on(table.createdAt)],
);
