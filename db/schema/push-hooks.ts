import { bigint, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '#db/schema/columns.ts';
import { repositories } from '#db/schema/repositories.ts';

/** A repository whose Git host tells of pushes; no row = it does not. */
export const pushHooks = pgTable(
  'push_hooks',
  {
    repositoryId: integer('repository_id')
      .primaryKey()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    /** Signs what the host sends; sealed (server/secrets/seal.ts), shown once when it is made. */
    secretSealed: text('secret_sealed').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** Last event with the right signature, of whatever kind; null = none with this secret. */
    lastReceivedAt: instant('last_received_at'),
    /** What came of the last event, as people read it. */
    lastResult: text('last_result'),
    /** Somebody pushed, and nobody has asked Git since; null = nothing to look at. */
    lookWantedAt: instant('look_wanted_at'),
    /** Until then one process asks Git for this repository, and no other does. */
    lookLeaseUntil: instant('look_lease_until'),
  },
  (table) => [index('push_hooks_look_index').on(table.lookWantedAt)],
);

/** Events that were taken in, so that the same one again does nothing; kept for a day. */
export const pushDeliveries = pgTable(
  'push_deliveries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    repositoryId: integer('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    /** SHA-256 of what tells the event from others. */
    eventHash: text('event_hash').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('push_deliveries_event_index').on(table.repositoryId, table.eventHash),
    index('push_deliveries_received_at_index').on(table.receivedAt),
  ],
);

export type PushHookRow = typeof pushHooks.$inferSelect;
