import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { fabrics } from '#db/schema/fabrics.ts';
import type { PlanBasis } from '#server/domain/plan/plan-basis.ts';
import type { PlanHeader, PlanItemDetails, SelectionInput } from '#server/domain/wire/plan.ts';
import { PLAN_VERDICTS } from '#server/domain/words.ts';

/** What a dry run found, kept for an hour so that a run can be held to exactly that. */
export const plans = pgTable(
  'plans',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    fabricId: integer('fabric_id')
      .notNull()
      .references(() => fabrics.id, { onDelete: 'cascade' }),
    /** Who asked for it, as shown to people. */
    actor: text('actor').notNull(),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`clock_timestamp()`),
    expiresAt: instant('expires_at').notNull(),
    commit: text('commit'),
    force: boolean('force').notNull(),
    /** Null = everything. */
    selection: jsonb('selection').$type<SelectionInput>(),
    header: jsonb('header').$type<PlanHeader>().notNull(),
    /** What a run of this plan must find again before its first write. */
    basis: jsonb('basis').$type<PlanBasis>().notNull(),
  },
  (table) => [
    index('plans_fabric_index').on(table.fabricId, table.createdAt.desc()),
    index('plans_expires_index').on(table.expiresAt),
  ],
);

/** The objects of a plan that are not as they should be, in the order of writing. */
export const planItems = pgTable(
  'plan_items',
  {
    planId: uuid('plan_id')
      .notNull()
      .references(() => plans.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    kind: text('kind').notNull(),
    namespace: text('namespace').notNull(),
    name: text('name').notNull(),
    action: word('action', PLAN_VERDICTS).notNull(),
    details: jsonb('details').$type<PlanItemDetails>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.planId, table.position] }),
    oneOf('plan_items_action_check', table.action, PLAN_VERDICTS),
  ],
);

export type PlanRow = typeof plans.$inferSelect;
