import { z } from 'zod';
import { CHECK_IDS, CHECK_STATUSES } from '#server/domain/preflight.ts';

const check = z.object({
  id: z.enum(CHECK_IDS).describe('Word of the check'),
  title: z.string().describe('The check as people read it'),
  status: z.enum(CHECK_STATUSES).describe('How it ended'),
  detail: z.string().describe('What was found, as a sentence'),
  advice: z.string().nullable().describe('What to do; null = nothing'),
  manifest: z
    .string()
    .nullable()
    .describe('YAML that, applied to the cluster, gives what is missing; null = none'),
  duration_ms: z.int().describe('How long it took, in milliseconds'),
});

/** POST fabrics/{id}/preflight: the checklist of a fabric, in its own order. */
export const preflight = z.object({
  fabric_id: z.int().describe('Id of the fabric'),
  fabric_name: z.string().describe('Name of the fabric'),
  passed: z
    .boolean()
    .describe('Whether no check failed; warnings and checks that could not be made do not count'),
  summary: z.string().describe('The counts in words'),
  counts: z
    .object({
      ok: z.int().describe('Checks that passed'),
      warning: z.int().describe('Checks that warn'),
      failed: z.int().describe('Checks that failed'),
      skipped: z.int().describe('Checks that could not be made'),
      total: z.int().describe('All checks'),
    })
    .describe('Checks by how they ended'),
  checks: z.array(check).describe('The checks, in order'),
  started_at: z.iso.datetime().describe('When it began'),
  duration_ms: z.int().describe('How long it took, in milliseconds'),
});
export type Preflight = z.infer<typeof preflight>;
export type PreflightCheck = Preflight['checks'][number];
