import { z } from 'zod';
import { SYNC_STATES } from '#server/domain/sync-state.ts';

export const transition = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  fabric_id: z.int(),
  from: z.enum(SYNC_STATES).nullable(),
  to: z.enum(SYNC_STATES),
  reason: z.string(),
  actor: z.string(),
  run_id: z.int().nullable(),
});
export type TransitionRecord = z.infer<typeof transition>;

export const auditEvent = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  kind: z.string(),
  subject_type: z.string(),
  subject_id: z.string(),
  fabric_id: z.int().nullable(),
  run_id: z.int().nullable(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type AuditEvent = z.infer<typeof auditEvent>;
