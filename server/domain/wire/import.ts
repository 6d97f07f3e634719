import { z } from 'zod';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import { retryInput } from '#server/domain/wire/run.ts';
import { line } from '#server/domain/wire/text.ts';
import { IMPORT_VERDICTS } from '#server/domain/words.ts';

const KIND_NAMES = SYNCED_KINDS.map(({ kind }) => kind);

/** POST fabrics/{id}/import; an empty body imports and adopts everything that the fabric may write. */
export const importInput = z.strictObject({
  kinds: z.array(z.enum(KIND_NAMES)).min(1).max(KIND_NAMES.length).optional(),
  names: z.array(line(253).min(1, 'Enter a name')).min(1).max(1_000).optional(),
  /** Only says what an import would do; answered at once, no run is made. */
  dry_run: z.boolean().default(false),
  /** Marks the objects as this fabric's in the cluster; off = the next sync does. */
  adopt: z.boolean().default(true),
  ...retryInput.shape,
});
export type ImportInput = z.infer<typeof importInput>;

const counts = z.object({
  new: z.int(),
  replaced: z.int(),
  unchanged: z.int(),
  left_out: z.int(),
});

/** What an import would do. */
const importPreview = z.object({
  dry_run: z.literal(true),
  counts,
  /** In the order of the kinds; kinds without an object are left out. */
  kinds: z.array(counts.extend({ kind: z.string() })),
  /** Objects of which the inventory says otherwise, and those left out: the first ones. */
  items: z.array(
    z.object({
      kind: z.string(),
      namespace: z.string(),
      name: z.string(),
      verdict: z.enum(IMPORT_VERDICTS),
      why: z.string().nullable(),
      changes: z.array(
        z.object({
          path: z.array(z.union([z.string(), z.number()])),
          desired: z.unknown().optional(),
          live: z.unknown().optional(),
        }),
      ),
    }),
  ),
  items_left: z.int(),
  notes: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreview>;

const importStarted = z.object({
  message: z.string(),
  task_id: z.string(),
  estimated_start: z.iso.datetime(),
});

/** 202 with a run, or 200 with what a dry run found. */
export const importAnswer = z.union([importPreview, importStarted]);
export type ImportAnswer = z.infer<typeof importAnswer>;
