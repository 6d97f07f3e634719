import { bigint, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { fabrics } from '#db/schema/fabrics.ts';
import type { FieldChange, JsonObject } from '#server/domain/resource.ts';
import { DRIFT_STATUSES } from '#server/domain/words.ts';

/** One Hedgehog object of a fabric: what it should be, and the fingerprints of what was last read back. */
export const resources = pgTable(
  'resources',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    fabricId: integer('fabric_id')
      .notNull()
      .references(() => fabrics.id, { onDelete: 'cascade' }),
    apiVersion: text('api_version').notNull(),
    kind: text('kind').notNull(),
    namespace: text('namespace').notNull(),
    name: text('name').notNull(),
    /** spec, labels and annotations as the source says; null = no longer desired (extra in the cluster). */
    desired: jsonb('desired').$type<JsonObject>(),
    sourceFile: text('source_file'),
    sourceDocument: integer('source_document'),
    sourceLine: integer('source_line'),
    commit: text('commit'),

    // The pair kept by the last verified read; equal pair = equal object, whatever defaults and webhooks did.
    desiredHash: text('desired_hash'),
    liveHash: text('live_hash'),
    uid: text('uid'),
    resourceVersion: text('resource_version'),
    driftStatus: word('drift_status', DRIFT_STATUSES).notNull().default('unknown'),
    driftFields: jsonb('drift_fields').$type<FieldChange[]>().notNull().default([]),
    verifiedAt: instant('verified_at'),
    /** Raised by each change of what is desired. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    oneOf('resources_drift_status_check', table.driftStatus, DRIFT_STATUSES),
    unique('resources_identity_unique').on(table.fabricId, table.kind, table.namespace, table.name),
    index('resources_drift_index').on(table.fabricId, table.driftStatus),
  ],
);

export type ResourceRow = typeof resources.$inferSelect;
