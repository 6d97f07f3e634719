import { z } from 'zod';
import { selectionInput } from '#server/domain/wire/plan.ts';
import { line } from '#server/domain/wire/text.ts';
import {
  PLAN_ACTIONS,
  PRIORITIES,
  RESULT_OUTCOMES,
  RUN_KINDS,
  RUN_STATUSES,
  RUN_STEPS,
  STEP_STATUSES,
  TRIGGER_TYPES,
} from '#server/domain/words.ts';

const instant = z.iso.datetime();

const overrideReason = line(500).min(1, 'Say why').optional();

/** POST fabrics/{id}/sync/retry; an empty body is the default. */
export const retryInput = z.strictObject({ override_reason: overrideReason });
export type RetryInput = z.infer<typeof retryInput>;

/** POST fabrics/{id}/sync/trigger; an empty body is the default. */
export const triggerInput = z
  .strictObject({
    force: z.boolean().default(false),
    priority: z.enum(PRIORITIES).default('normal'),
    confirm_prune: z.boolean().default(false),
    /** Starts the run although the sync windows are closed; kept with the run and in the audit log. */
    override_reason: overrideReason,
    /** Only these objects; such a run never makes the fabric In Sync. */
    selection: selectionInput.optional(),
    /** Do exactly what this plan says, or nothing. */
    plan_id: z.uuid().optional(),
  })
  .refine(({ plan_id, selection }) => plan_id === undefined || selection === undefined, {
    path: ['selection'],
    error: 'The plan has its own selection',
  })
  .refine(({ plan_id, force }) => plan_id === undefined || !force, {
    path: ['force'],
    error: 'The plan says whether everything is applied again',
  });
export type TriggerInput = z.infer<typeof triggerInput>;

/** 202 */
export const triggered = z.object({ message: z.string(), task_id: z.string(), estimated_start: instant });
export type Triggered = z.infer<typeof triggered>;

const progressNote = z.object({
  level: z.enum(['warning', 'error', 'critical']),
  message: z.string(),
  timestamp: instant,
});

/** GET fabrics/{id}/sync/progress; a cancelled run says failed. */
export const runProgress = z.object({
  task_id: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'failed']),
  progress: z.object({
    percentage: z.int().min(0).max(100),
    current_step: z.string(),
    steps_completed: z.int(),
    total_steps: z.int(),
    estimated_completion: instant.nullable(),
    errors: z.array(progressNote),
  }),
});
export type RunProgressAnswer = z.infer<typeof runProgress>;

const runStep = z.object({
  step: z.enum(RUN_STEPS),
  title: z.string(),
  status: z.enum(STEP_STATUSES),
  message: z.string(),
  started_at: instant.nullable(),
  duration_ms: z.int().nullable(),
});

const runCounts = z.object({
  desired: z.int(),
  created: z.int(),
  updated: z.int(),
  deleted: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  skipped: z.int(),
  conflicts: z.int(),
  extra: z.int(),
  writes: z.int(),
});

export const run = z.object({
  id: z.int(),
  task_id: z.string(),
  fabric_id: z.int(),
  fabric_name: z.string(),
  kind: z.enum(RUN_KINDS),
  status: z.enum(RUN_STATUSES),
  trigger_type: z.enum(TRIGGER_TYPES),
  actor: z.string(),
  force: z.boolean(),
  /** Null = everything. */
  selection: selectionInput.nullable(),
  /** The plan that the run was held to. */
  plan_id: z.uuid().nullable(),
  successful: z.boolean(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  error_advice: z.string().nullable(),
  steps: z.array(runStep),
  counts: runCounts,
  progress: z.object({ percentage: z.int(), message: z.string(), estimated_completion: instant.nullable() }),
  /** Why a person started it although the sync windows were closed. */
  override_reason: z.string().nullable(),
  commit: z.string().nullable(),
  queued_at: instant,
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  duration_ms: z.int().nullable(),
});
export type Run = z.infer<typeof run>;

/** What a run did to one object. */
export const runResult = z.object({
  id: z.int(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  action: z.enum(PLAN_ACTIONS),
  outcome: z.enum(RESULT_OUTCOMES).nullable(),
  reason: z.string(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  changes: z.array(
    z.object({
      path: z.array(z.union([z.string(), z.number()])),
      desired: z.unknown().optional(),
      live: z.unknown().optional(),
    }),
  ),
  warnings: z.array(z.string()),
});
export type RunResult = z.infer<typeof runResult>;
