import { z } from 'zod';
import { fieldChange } from '#server/domain/wire/field-change.ts';
import { DRIFT_STATUSES } from '#server/domain/words.ts';

export const resource = z.object({
  id: z.int().describe('Id of the resource'),
  fabric_id: z.int().describe('Id of the fabric'),
  api_version: z.string().describe('API version of the object'),
  kind: z.string().describe('Kind of the object'),
  namespace: z.string().describe('Namespace of the object'),
  name: z.string().describe('Name of the object'),
  drift_status: z.enum(DRIFT_STATUSES).describe('The cluster against what is desired, as last read'),
  drift_fields: z.array(fieldChange).describe('Fields that differ'),
  source_file: z
    .string()
    .nullable()
    .describe('File in the repository; null = the inventory is the source, or it is not desired'),
  source_document: z.int().nullable().describe('Number of the document in the file, from 0; null = no file'),
  source_line: z
    .int()
    .nullable()
    .describe('Line of the file at which the document begins, from 1; null = no file'),
  commit: z.string().nullable().describe('Commit that it was read from; null = no file'),
  version: z.int().describe('Raised by each change of what is desired'),
  verified_at: z.iso
    .datetime()
    .nullable()
    .describe('When a run last found the cluster as desired; null = not yet'),
  updated_at: z.iso.datetime().describe('When the row was last changed'),
});
export type Resource = z.infer<typeof resource>;

/** One resource whole; lists never carry specs. */
export const resourceDetail = resource.extend({
  desired: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('The object as it is desired; null = it is not desired'),
});
export type ResourceDetail = z.infer<typeof resourceDetail>;
