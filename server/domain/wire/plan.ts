import { z } from 'zod';
import { line } from '#server/domain/wire/text.ts';
import { PLAN_VERDICTS } from '#server/domain/words.ts';

const instant = z.iso.datetime();

/**
 * Which objects a plan or a run looks at; the conditions that are given must all hold. Whatever is not selected is left alone,
 * and nothing is claimed for it.
 */
export const selectionInput = z
  .strictObject({
    kinds: z.array(line(63).min(1)).max(50).optional(),
    /** `name`, `Kind/name` or `Kind/namespace/name`. */
    names: z.array(line(400).min(1)).max(1_000).optional(),
    /** Labels of the desired object (of the live one where it is no longer desired). */
    labels: z.record(line(317).min(1), line(63)).optional(),
  })
  .refine(
    ({ kinds, names, labels }) =>
      (kinds?.length ?? 0) + (names?.length ?? 0) + Object.keys(labels ?? {}).length > 0,
    { error: 'Name at least one kind, name or label' },
  );
export type SelectionInput = z.infer<typeof selectionInput>;

/** POST fabrics/{id}/plan answers 201; an empty body is the default. Nothing is written, no run is made. */
export const planInput = z.strictObject({
  /** Plan to apply every resource again. */
  force: z.boolean().default(false),
  selection: selectionInput.optional(),
});
export type PlanInputBody = z.infer<typeof planInput>;

const fieldChange = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  desired: z.unknown().optional(),
  live: z.unknown().optional(),
});

const planFinding = z.object({
  /** refusal: nothing is applied until it is settled. conflict: this object is left alone. note: said, nothing more. */
  severity: z.enum(['refusal', 'conflict', 'note']),
  code: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  field: z.string(),
  message: z.string(),
});

/** What the plan does to one object. */
export const planItem = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  api_version: z.string(),
  action: z.enum(PLAN_VERDICTS),
  reason: z.string(),
  changes: z.array(fieldChange),
  /** Fields that are about to change and belong to another field manager. */
  conflicts: z.array(z.object({ field: z.string(), manager: z.string() })),
  /** `Kind/namespace/name` of what must have succeeded before. */
  waits_for: z.array(z.string()),
  /** Items of one level are written side by side, lower levels first; 0 = nothing is written. */
  level: z.int(),
  adopt: z.boolean(),
  /** Of what is created or made again: the whole object as the source has it. */
  desired: z
    .object({
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      spec: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});
export type PlanItemAnswer = z.infer<typeof planItem>;

const verdictCounts = z.object({
  create: z.int(),
  update: z.int(),
  delete: z.int(),
  replace: z.int(),
  conflict: z.int(),
  skipped: z.int(),
  unchanged: z.int(),
});

/** One sentence on what the plan means on the network: "server-03 loses VLAN 1001 on leaf-01". */
const impactStatement = z.object({
  subject_kind: z.string(),
  subject_name: z.string(),
  effect: z.enum(['gains', 'loses', 'changes']),
  text: z.string(),
  /** Planned objects (`Kind/namespace/name`) that cause it. */
  causes: z.array(z.string()),
});
export type ImpactStatement = z.infer<typeof impactStatement>;

/** Items beyond this are read by page. */
export const PLAN_ITEMS_SHOWN = 200;

export const plan = z.object({
  id: z.uuid(),
  fabric_id: z.int(),
  fabric_name: z.string(),
  created_at: instant,
  /** After this the plan is gone; a new one is a request away. */
  expires_at: instant,
  created_by: z.string(),
  source: z.enum(['git', 'inventory']),
  commit: z.string().nullable(),
  force: z.boolean(),
  selection: selectionInput.nullable(),
  /** "3 create, 1 update, 0 delete, 1 conflict" */
  summary: z.string(),
  counts: verdictCounts,
  by_kind: z.array(verdictCounts.extend({ kind: z.string() })),
  /** Whether there is anything to write. */
  pending: z.boolean(),
  /** What ends a run of this plan before its first write; null = nothing. SYNC_MASS_PRUNE_REFUSED is lifted by `confirm_prune`. */
  blocked_by: z.object({ code: z.string(), message: z.string(), advice: z.string() }).nullable(),
  /** The plan deletes so much that a run needs `confirm_prune`. */
  needs_confirm_prune: z.boolean(),
  findings: z.array(planFinding),
  impact: z.array(impactStatement),
  notes: z.array(z.string()),
  /** The first items that are not `unchanged`, in the order of writing. */
  items: z.array(planItem),
  /** How many items are not `unchanged`. */
  items_total: z.int(),
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
