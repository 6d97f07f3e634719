import { z } from 'zod';
import { DRIFT_STATUSES } from '#server/domain/words.ts';

const fieldChange = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  desired: z.unknown().optional(),
  live: z.unknown().optional(),
});

export const resource = z.object({
  id: z.int(),
  fabric_id: z.int(),
  api_version: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  drift_status: z.enum(DRIFT_STATUSES),
  drift_fields: z.array(fieldChange),
  source_file: z.string().nullable(),
  source_document: z.int().nullable(),
  source_line: z.int().nullable(),
  commit: z.string().nullable(),
  /** Raised by each change of what is desired. */
  version: z.int(),
  verified_at: z.iso.datetime().nullable(),
  updated_at: z.iso.datetime(),
});
export type Resource = z.infer<typeof resource>;

/** One resource whole; lists never carry specs. */
export const resourceDetail = resource.extend({ desired: z.record(z.string(), z.unknown()).nullable() });
export type ResourceDetail = z.infer<typeof resourceDetail>;
