import { z } from 'zod';
import { fieldChange } from '#server/domain/wire/field-change.ts';
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

const overrideReason = line(500)
  .min(1, 'Say why')
  .optional()
  .describe('Why it starts although the sync windows are closed; kept with the run and in the audit log');

/** POST fabrics/{id}/sync/retry; an empty body is the default. */
export const retryInput = z.strictObject({ override_reason: overrideReason });
export type RetryInput = z.infer<typeof retryInput>;

/** POST fabrics/{id}/sync/trigger; an empty body is the default. */
export const triggerInput = z
  .strictObject({
    force: z.boolean().default(false).describe('Whether every object is applied again, equal or not'),
    priority: z.enum(PRIORITIES).default('normal').describe('Urgency in the queue'),
    confirm_prune: z
      .boolean()
      .default(false)
      .describe('Consents to a mass deletion, which is refused otherwise'),
    override_reason: overrideReason,
    selection: selectionInput
      .optional()
      .describe('Only these objects; such a run never makes the fabric In Sync. Absent = everything'),
    plan_id: z.uuid().optional().describe('Id of a plan: do exactly what it says, or nothing'),
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
export const triggered = z.object({
  message: z.string().describe('What was started, as a sentence'),
  task_id: z.string().describe('Task id of the run'),
  estimated_start: instant.describe('When it is expected to begin'),
});
export type Triggered = z.infer<typeof triggered>;

const progressNote = z.object({
  level: z.enum(['warning', 'error', 'critical']).describe('How bad it is'),
  message: z.string().describe('What happened'),
  timestamp: instant.describe('When it happened'),
});

/** GET fabrics/{id}/sync/progress; a cancelled run says failed. */
export const runProgress = z.object({
  task_id: z.string().describe('Task id of the run'),
  status: z
    .enum(['pending', 'running', 'completed', 'failed'])
    .describe('Where the run stands; a cancelled one says failed'),
  progress: z
    .object({
      percentage: z.int().min(0).max(100).describe('How far the run is, in percent; never falls'),
      current_step: z.string().describe('What it is doing'),
      steps_completed: z.int().describe('Steps that are done'),
      total_steps: z.int().describe('Steps that there are'),
      estimated_completion: instant
        .nullable()
        .describe('When it is expected to end; null until a rate is known'),
      errors: z.array(progressNote).describe('What went wrong so far'),
    })
    .describe('How far it is'),
});
export type RunProgressAnswer = z.infer<typeof runProgress>;

const runStep = z.object({
  step: z.enum(RUN_STEPS).describe('Word of the step'),
  title: z.string().describe('The step as people read it'),
  status: z.enum(STEP_STATUSES).describe('Where it stands'),
  message: z.string().describe('What it found'),
  started_at: instant.nullable().describe('When it began; null = not yet'),
  duration_ms: z.int().nullable().describe('How long it took, in milliseconds; null = not ended'),
});

const runCounts = z.object({
  desired: z.int().describe('Objects that are desired'),
  created: z.int().describe('Objects that were created'),
  updated: z.int().describe('Objects that were changed'),
  deleted: z.int().describe('Objects that were deleted'),
  unchanged: z.int().describe('Objects that were as desired'),
  failed: z.int().describe('Objects that could not be written'),
  skipped: z.int().describe('Objects that were not looked at, or not reached'),
  conflicts: z.int().describe('Objects with fields that somebody else owns'),
  extra: z.int().describe('Owned objects that are no longer desired and were left'),
  writes: z.int().describe('Requests that wrote to the cluster'),
});

export const run = z.object({
  id: z.int().describe('Id of the run'),
  task_id: z.string().describe('Task id: names the run to people'),
  fabric_id: z.int().describe('Id of the fabric'),
  fabric_name: z.string().describe('Name of the fabric'),
  kind: z
    .enum(RUN_KINDS)
    .describe(
      'sync = makes the cluster what is desired, import = makes the inventory what the cluster holds',
    ),
  status: z.enum(RUN_STATUSES).describe('Where the run stands'),
  trigger_type: z.enum(TRIGGER_TYPES).describe('What started it'),
  actor: z.string().describe('Who started it'),
  force: z.boolean().describe('Whether every object is applied again, equal or not'),
  selection: selectionInput.nullable().describe('What was selected; null = everything'),
  plan_id: z.uuid().nullable().describe('Id of the plan that the run was held to; null = none'),
  successful: z.boolean().describe('Whether it completed'),
  error_code: z.string().nullable().describe('Code of the error that ended it; null = none'),
  error_message: z.string().nullable().describe('Why it failed; null = it did not'),
  error_advice: z.string().nullable().describe('What to do about it; null = nothing'),
  steps: z.array(runStep).describe('Its steps, in order'),
  counts: runCounts.describe('Objects by what became of them'),
  progress: z
    .object({
      percentage: z.int().describe('How far it is, in percent; never falls'),
      message: z.string().describe('What it is doing'),
      estimated_completion: instant
        .nullable()
        .describe('When it is expected to end; null until a rate is known'),
    })
    .describe('How far it is'),
  override_reason: z
    .string()
    .nullable()
    .describe('Why a person started it although the sync windows were closed; null = they were open'),
  commit: z
    .string()
    .nullable()
    .describe('Commit that was read; null = none yet, or the inventory is the source'),
  queued_at: instant.describe('When it was asked for'),
  started_at: instant.nullable().describe('When a worker began; null = not yet'),
  finished_at: instant.nullable().describe('When it ended; null = not yet'),
  duration_ms: z.int().nullable().describe('From start to end, in milliseconds; null = not ended'),
});
export type Run = z.infer<typeof run>;

/** What a run did to one object. */
export const runResult = z.object({
  id: z.int().describe('Id of the result'),
  kind: z.string().describe('Kind of the object'),
  namespace: z.string().describe('Namespace of the object'),
  name: z.string().describe('Name of the object'),
  action: z.enum(PLAN_ACTIONS).describe('What was to be done to it'),
  outcome: z.enum(RESULT_OUTCOMES).nullable().describe('What became of it; null = not known yet'),
  reason: z.string().describe('Sentence that says why'),
  code: z.string().nullable().describe('Code of the error; null = none'),
  message: z.string().nullable().describe('What went wrong; null = nothing'),
  changes: z.array(fieldChange).describe('Fields that differed'),
  warnings: z.array(z.string()).describe('What the API server warned of'),
});
export type RunResult = z.infer<typeof runResult>;
