import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { fabrics } from '#db/schema/fabrics.ts';
import type { JsonObject } from '#server/domain/resource.ts';
import { NOTICE_KINDS, NOTICE_SEVERITIES } from '#server/domain/words.ts';

/** Something about a fabric that a person should know: one row an occurrence, open until its cause has passed. */
export const notices = pgTable(
  'notices',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    fabricId: integer('fabric_id')
      .notNull()
      .references(() => fabrics.id, { onDelete: 'cascade' }),
    kind: word('kind', NOTICE_KINDS).notNull(),
    severity: word('severity', NOTICE_SEVERITIES).notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    advice: text('advice').notNull(),
    data: jsonb('data').$type<JsonObject>().notNull().default({}),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
  },
  (table) => [
    oneOf('notices_kind_check', table.kind, NOTICE_KINDS),
    oneOf('notices_severity_check', table.severity, NOTICE_SEVERITIES),
    uniqueIndex('notices_one_open_index')
      .on(table.fabricId, table.kind)
      .where(sql`${table.closedAt} is null`),
    index('notices_open_index')
      .on(table.id.desc())
      .where(sql`${table.closedAt} is null`),
    index('notices_fabric_index').on(table.fabricId, table.id.desc()),
    index('notices_closed_index')
      .on(table.closedAt)
      .where(sql`${table.closedAt} is not null`),
  ],
);

export type NoticeRow = typeof notices.$inferSelect;
