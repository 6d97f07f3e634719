import { z } from 'zod';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import { fieldChange } from '#server/domain/wire/field-change.ts';
import { retryInput } from '#server/domain/wire/run.ts';
import { line } from '#server/domain/wire/text.ts';
import { IMPORT_VERDICTS } from '#server/domain/words.ts';

const KIND_NAMES = SYNCED_KINDS.map(({ kind }) => kind);

/** POST fabrics/{id}/import; an empty body imports and adopts everything that the fabric may write. */
export const importInput = z.strictObject({
  kinds: z
    .array(z.enum(KIND_NAMES))
    .min(1)
    .max(KIND_NAMES.length)
    .optional()
    .describe('Kinds that are taken; absent = every kind that the fabric may write'),
  names: z
    .array(line(253).min(1, 'Enter a name'))
    .min(1)
    .max(1_000)
    .optional()
    .describe('Names of objects that are taken; absent = every name'),
  dry_run: z
    .boolean()
    .default(false)
    .describe('Whether it is only said what an import would do; answered at once, no run is made'),
  adopt: z
    .boolean()
    .default(true)
    .describe("Whether the objects are marked as this fabric's in the cluster; false = the next sync does"),
  ...retryInput.shape,
});
export type ImportInput = z.infer<typeof importInput>;

const counts = z.object({
  new: z.int().describe('Objects that the inventory does not have'),
  replaced: z.int().describe('Objects of which the inventory says otherwise'),
  unchanged: z.int().describe('Objects that the inventory has just so'),
  left_out: z.int().describe('Objects that are not taken, each with a reason'),
});

/** What an import would do. */
const importPreview = z.object({
  dry_run: z.literal(true).describe('Nothing was done'),
  counts: counts.describe('Objects by what an import does with them'),
  kinds: z
    .array(counts.extend({ kind: z.string().describe('Kind of the objects') }))
    .describe('The counts for each kind, in the order of the kinds; kinds without an object are left out'),
  items: z
    .array(
      z.object({
        kind: z.string().describe('Kind of the object'),
        namespace: z.string().describe('Namespace of the object'),
        name: z.string().describe('Name of the object'),
        verdict: z.enum(IMPORT_VERDICTS).describe('What an import does with it'),
        why: z.string().nullable().describe('Why it is left out; null = it is not'),
        changes: z.array(fieldChange).describe('Fields that differ: desired is what the inventory says'),
      }),
    )
    .describe('Objects of which the inventory says otherwise, and those left out: the first ones'),
  items_left: z.int().describe('How many more items there are'),
  notes: z.array(z.string()).describe('What people should know beside it'),
});
export type ImportPreview = z.infer<typeof importPreview>;

const importStarted = z.object({
  message: z.string().describe('What was started, as a sentence'),
  task_id: z.string().describe('Task id of the run'),
  estimated_start: z.iso.datetime().describe('When it is expected to begin'),
});

/** 202 with a run, or 200 with what a dry run found. */
export const importAnswer = z.union([importPreview, importStarted]);
export type ImportAnswer = z.infer<typeof importAnswer>;
