import { z } from 'zod';
import { CHECK_IDS, CHECK_STATUSES } from '#server/domain/preflight.ts';

const check = z.object({
  id: z.enum(CHECK_IDS),
  title: z.string(),
  status: z.enum(CHECK_STATUSES),
  /** What was found, as a sentence. */
  detail: z.string(),
  /** What to do; null when there is nothing to do. */
  advice: z.string().nullable(),
  /** YAML that, applied to the cluster, gives what is missing. */
  manifest: z.string().nullable(),
  duration_ms: z.int(),
});

/** POST fabrics/{id}/preflight: the checklist of a fabric, in its own order. */
export const preflight = z.object({
  fabric_id: z.int(),
  fabric_name: z.string(),
  /** No check failed. Warnings and checks that could not be made do not fail it. */
  passed: z.boolean(),
  summary: z.string(),
  counts: z.object({
    ok: z.int(),
    warning: z.int(),
    failed: z.int(),
    skipped: z.int(),
    total: z.int(),
  }),
  checks: z.array(check),
  started_at: z.iso.datetime(),
  duration_ms: z.int(),
});
export type Preflight = z.infer<typeof preflight>;
export type PreflightCheck = Preflight['checks'][number];
