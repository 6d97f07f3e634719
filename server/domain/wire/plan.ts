import { z } from 'zod';
import { fieldChange } from '#server/domain/wire/field-change.ts';
import { line } from '#server/domain/wire/text.ts';
import { PLAN_VERDICTS } from '#server/domain/words.ts';

const instant = z.iso.datetime();

/**
 * Which objects a plan or a run looks at; the conditions that are given must all hold. Whatever is not selected is left alone,
 * and nothing is claimed for it.
 */
export const selectionInput = z
  .strictObject({
    kinds: z.array(line(63).min(1)).max(50).optional().describe('Kinds that are selected; absent = any'),
    names: z
      .array(line(400).min(1))
      .max(1_000)
      .optional()
      .describe('Objects that are selected, as name, Kind/name or Kind/namespace/name; absent = any'),
    labels: z
      .record(line(317).min(1), line(63))
      .optional()
      .describe(
        'Labels that a selected object has (the live one where it is no longer desired); absent = any',
      ),
  })
  .refine(
    ({ kinds, names, labels }) =>
      (kinds?.length ?? 0) + (names?.length ?? 0) + Object.keys(labels ?? {}).length > 0,
    { error: 'Name at least one kind, name or label' },
  );
export type SelectionInput = z.infer<typeof selectionInput>;

/** POST fabrics/{id}/plan answers 201; an empty body is the default. Nothing is written, no run is made. */
export const planInput = z.strictObject({
  force: z.boolean().default(false).describe('Whether every object is applied again, equal or not'),
  selection: selectionInput.optional().describe('Only these objects; absent = everything'),
});
export type PlanInputBody = z.infer<typeof planInput>;

const planFinding = z.object({
  severity: z
    .enum(['refusal', 'conflict', 'note'])
    .describe(
      'refusal = nothing is applied until it is settled, conflict = this object is left alone, note = said, nothing more',
    ),
  code: z.string().describe('Word for programs'),
  kind: z.string().describe('Kind of the object'),
  namespace: z.string().describe('Namespace of the object'),
  name: z.string().describe('Name of the object'),
  field: z.string().describe('Field that is meant; empty = the whole object'),
  message: z.string().describe('What was found'),
});

/** What the plan does to one object. */
export const planItem = z.object({
  kind: z.string().describe('Kind of the object'),
  namespace: z.string().describe('Namespace of the object'),
  name: z.string().describe('Name of the object'),
  api_version: z.string().describe('API version that is written'),
  action: z.enum(PLAN_VERDICTS).describe('What the plan does to it, or why nothing'),
  reason: z.string().describe('Sentence that says why'),
  changes: z.array(fieldChange).describe('Fields that differ'),
  conflicts: z
    .array(
      z.object({
        field: z.string().describe('Path of the field'),
        manager: z.string().describe('Who owns it in the cluster'),
      }),
    )
    .describe('Fields that are about to change and belong to another field manager'),
  waits_for: z.array(z.string()).describe('Kind/namespace/name of what must have succeeded before'),
  level: z
    .int()
    .describe('Items of one level are written side by side, lower levels first; 0 = nothing is written'),
  adopt: z.boolean().describe('Whether the object is there without our label and is taken over'),
  desired: z
    .object({
      labels: z.record(z.string(), z.string()).describe('Its labels'),
      annotations: z.record(z.string(), z.string()).describe('Its annotations'),
      spec: z.record(z.string(), z.unknown()).describe('Its spec'),
    })
    .nullable()
    .describe('Of what is created or made again: the whole object as the source has it; null for others'),
});
export type PlanItemAnswer = z.infer<typeof planItem>;

const verdictCounts = z.object({
  create: z.int().describe('Objects that it creates'),
  update: z.int().describe('Objects that it changes'),
  delete: z.int().describe('Objects that it deletes'),
  replace: z.int().describe('Objects that it deletes and creates anew'),
  conflict: z.int().describe('Objects that it leaves alone: somebody else owns what would change'),
  skipped: z.int().describe('Objects that it does not look at, each with a reason'),
  unchanged: z.int().describe('Objects that are as desired'),
});

/** One sentence on what the plan means on the network: "server-03 loses VLAN 1001 on leaf-01". */
const impactStatement = z.object({
  subject_kind: z.string().describe('Kind of what is affected on the network'),
  subject_name: z.string().describe('Name of what is affected'),
  effect: z.enum(['gains', 'loses', 'changes']).describe('What happens to it'),
  text: z.string().describe('The same as a sentence'),
  causes: z.array(z.string()).describe('Planned objects that cause it, as Kind/namespace/name'),
});
export type ImpactStatement = z.infer<typeof impactStatement>;

/** Items beyond this are read by page. */
export const PLAN_ITEMS_SHOWN = 200;

export const plan = z.object({
  id: z.uuid().describe('Id of the plan; a trigger with it does exactly this, or nothing'),
  fabric_id: z.int().describe('Id of the fabric'),
  fabric_name: z.string().describe('Name of the fabric'),
  created_at: instant.describe('When it was made'),
  expires_at: instant.describe('After this the plan is gone'),
  created_by: z.string().describe('Who asked for it'),
  source: z.enum(['git', 'inventory']).describe('Where the desired state came from'),
  commit: z.string().nullable().describe('Commit that was read; null = the inventory is the source'),
  force: z.boolean().describe('Whether every object is applied again, equal or not'),
  selection: selectionInput.nullable().describe('What was selected; null = everything'),
  summary: z.string().describe('The counts in words: 3 create, 1 update, 0 delete'),
  counts: verdictCounts.describe('Objects by what the plan does to them'),
  by_kind: z
    .array(verdictCounts.extend({ kind: z.string().describe('Kind of the objects') }))
    .describe('The same for each kind'),
  pending: z.boolean().describe('Whether there is anything to write'),
  blocked_by: z
    .object({
      code: z.string().describe('Code of the error'),
      message: z.string().describe('What would end the run'),
      advice: z.string().describe('What to do about it'),
    })
    .nullable()
    .describe(
      'What ends a run of this plan before its first write; null = nothing. SYNC_MASS_PRUNE_REFUSED is lifted by confirm_prune',
    ),
  needs_confirm_prune: z
    .boolean()
    .describe('Whether it deletes or replaces so much that a run needs confirm_prune'),
  findings: z.array(planFinding).describe('What the plan cannot put right by itself'),
  impact: z.array(impactStatement).describe('What it means on the network'),
  notes: z.array(z.string()).describe('What people should know beside it'),
  items: z
    .array(planItem)
    .describe('The first items that are not unchanged, in the order of writing; the others by page'),
  items_total: z.int().describe('How many items are not unchanged'),
});
export type PlanAnswer = z.infer<typeof plan>;

/** What is kept of a plan beside the columns that name it and its items. */
export type PlanHeader = Pick<
  PlanAnswer,
  | 'summary'
  | 'counts'
  | 'by_kind'
  | 'pending'
  | 'blocked_by'
  | 'needs_confirm_prune'
  | 'findings'
  | 'impact'
  | 'notes'
>;

/** What is kept of an item beside what it is found by. */
export type PlanItemDetails = Omit<PlanItemAnswer, 'kind' | 'namespace' | 'name' | 'action'>;
