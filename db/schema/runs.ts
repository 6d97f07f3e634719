import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, oneOf, word } from '#db/schema/columns.ts';
import { fabrics } from '#db/schema/fabrics.ts';
import type { FieldChange, JsonObject } from '#server/domain/resource.ts';
import type { ImportScope, RunCounts, RunProgress, StepRecord } from '#server/domain/run.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import {
  PLAN_ACTIONS,
  RESULT_OUTCOMES,
  RUN_KINDS,
  RUN_STATUSES,
  STOP_REASONS,
  TRIGGER_TYPES,
} from '#server/domain/words.ts';

/** One execution of a sync. The row is also the job: claimed by a worker under a lease. */
export const runs = pgTable(
  'runs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    taskId: text('task_id').notNull().unique(),
    fabricId: integer('fabric_id')
      .notNull()
      .references(() => fabrics.id, { onDelete: 'cascade' }),
    kind: word('kind', RUN_KINDS).notNull().default('sync'),
    status: word('status', RUN_STATUSES).notNull().default('pending'),
    triggerType: word('trigger_type', TRIGGER_TYPES).notNull(),
    /** Who or what started it, as shown to people: "admin", "scheduler". */
    actor: text('actor').notNull(),
    /** 0 low … 3 urgent, 4 a fabric never synced. */
    priority: integer('priority').notNull().default(1),
    /** Apply every resource again, not only what differs. */
    force: boolean('force').notNull().default(false),
    confirmPrune: boolean('confirm_prune').notNull().default(false),
    /** Why a person started it although the fabric's sync windows were closed. */
    overrideReason: text('override_reason'),
    /** What an import takes; null = not an import. */
    importScope: jsonb('import_scope').$type<ImportScope>(),
    /** Null = everything. A selective run never sets last_sync. */
    selection: jsonb('selection').$type<SelectionInput>(),
    /** The plan that the run is held to; no reference, since a plan lives shorter than its run's row. */
    planId: uuid('plan_id'),

    queuedAt: instant('queued_at').notNull().defaultNow(),
    /** An automatic run may be claimed until the sync windows close; null = at any time. */
    claimUntil: instant('claim_until'),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    worker: text('worker'),
    /** Raised by each claim; with worker and lease it fences writes of a worker that lost the run. */
    attempt: integer('attempt').notNull().default(0),
    leaseUntil: instant('lease_until'),
    stopRequested: word('stop_requested', STOP_REASONS),
    /** Set before the first write to the cluster: whether a stopped run may have changed something. */
    wroteAt: instant('wrote_at'),

    progress: jsonb('progress').$type<RunProgress>().notNull(),
    steps: jsonb('steps').$type<StepRecord[]>().notNull().default([]),
    counts: jsonb('counts').$type<RunCounts>().notNull(),
    commit: text('commit'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    errorAdvice: text('error_advice'),
  },
  (table) => [
    oneOf('runs_kind_check', table.kind, RUN_KINDS),
    oneOf('runs_status_check', table.status, RUN_STATUSES),
    oneOf('runs_trigger_type_check', table.triggerType, TRIGGER_TYPES),
    oneOf('runs_stop_requested_check', table.stopRequested, STOP_REASONS),
    uniqueIndex('runs_one_active_index')
      .on(table.fabricId)
      .where(sql`${table.status} in ('pending', 'running')`),
    index('runs_queue_index')
      .on(table.priority.desc(), table.queuedAt)
      .where(sql`${table.status} = 'pending'`),
    index('runs_lease_index')
      .on(table.leaseUntil)
      .where(sql`${table.status} = 'running'`),
    // Who still holds a lease on a fabric: asked at each claim.
    index('runs_held_index')
      .on(table.fabricId)
      .where(sql`${table.leaseUntil} is not null`),
    index('runs_fabric_index').on(table.fabricId, table.id.desc()),
    // The last success of a fabric, which is never cleaned up.
    index('runs_completed_index')
      .on(table.fabricId, table.id.desc())
      .where(sql`${table.status} = 'completed'`),
    index('runs_finished_index')
      .on(table.finishedAt)
      .where(sql`${table.finishedAt} is not null`),
  ],
);

/** What a run did to one object; only objects that differed have a row. Written before the cluster is (journal), completed after. */
export const runResults = pgTable(
  'run_results',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    runId: bigint('run_id', { mode: 'number' })
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    namespace: text('namespace').notNull(),
    name: text('name').notNull(),
    action: word('action', PLAN_ACTIONS).notNull(),
    /** Null while the write is under way: whoever finds it so knows that the write may have happened. */
    outcome: word('outcome', RESULT_OUTCOMES),
    reason: text('reason').notNull(),
    code: text('code'),
    message: text('message'),
    changes: jsonb('changes').$type<FieldChange[]>().notNull().default([]),
    warnings: jsonb('warnings').$type<string[]>().notNull().default([]),
    /** The object before the write, for rollback; null = it was not there. */
    before: jsonb('before').$type<JsonObject>(),
    /** resourceVersion that our write produced; rollback touches only what still carries it. */
    resourceVersion: text('resource_version'),
    at: instant('at').notNull().defaultNow(),
  },
  (table) => [
    oneOf('run_results_action_check', table.action, PLAN_ACTIONS),
    oneOf('run_results_outcome_check', table.outcome, RESULT_OUTCOMES),
    uniqueIndex('run_results_resource_index').on(table.runId, table.kind, table.namespace, table.name),
  ],
);

export type RunRow = typeof runs.$inferSelect;
export type RunInsert = typeof runs.$inferInsert;
export type RunResultRow = typeof runResults.$inferSelect;
