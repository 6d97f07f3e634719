import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, pgView, text } from 'drizzle-orm/pg-core';
import { instant } from '#db/schema/columns.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import type { SyncState } from '#server/domain/sync-state.ts';

/** Append-only history. No foreign keys: the record outlives what it speaks of. */
export const events = pgTable(
  'events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at')
      .notNull()
      .default(sql`clock_timestamp()`),
    /** `transition`, or `<subject>.<verb>`: `fabric.created`, `repository.deleted`, `session.started` … */
    kind: text('kind').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    fabricId: integer('fabric_id'),
    runId: bigint('run_id', { mode: 'number' }),
    actor: text('actor').notNull(),
    /** Never secrets. Transitions: from, to, reason. */
    data: jsonb('data').$type<JsonObject>().notNull().default({}),
  },
  (table) => [
    index('events_fabric_index').on(table.fabricId, table.kind, table.id.desc()),
    index('events_at_index').on(table.at),
    index('events_kind_index').on(table.kind, table.id.desc()),
  ],
);

export const transitions = pgView('transitions', {
  id: bigint('id', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
  fabricId: integer('fabric_id').notNull(),
  /** Null for the first state of a new fabric. */
  from: text('from_state').$type<SyncState>(),
  to: text('to_state').$type<SyncState>().notNull(),
  reason: text('reason').notNull(),
  actor: text('actor').notNull(),
  runId: bigint('run_id', { mode: 'number' }),
}).as(sql`
  select id, at, fabric_id, data->>'from' as from_state, data->>'to' as to_state, data->>'reason' as reason, actor, run_id
  from events where kind = 'transition'`);

export const auditEvents = pgView('audit_events', {
  id: bigint('id', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
  kind: text('kind').notNull(),
  subjectType: text('subject_type').notNull(),
  subjectId: text('subject_id').notNull(),
  fabricId: integer('fabric_id'),
  runId: bigint('run_id', { mode: 'number' }),
  actor: text('actor').notNull(),
  data: jsonb('data').$type<JsonObject>().notNull(),
}).as(sql`
  select id, at, kind, subject_type, subject_id, fabric_id, run_id, actor, data
  from events where kind <> 'transition'`);
