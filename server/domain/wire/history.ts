import { z } from 'zod';
import { SYNC_STATES } from '#server/domain/sync-state.ts';

export const transition = z.object({
  id: z.int().describe('Id of the transition'),
  at: z.iso.datetime().describe('When it happened'),
  fabric_id: z.int().describe('Id of the fabric'),
  from: z.enum(SYNC_STATES).nullable().describe('State before; null = the fabric was created'),
  to: z.enum(SYNC_STATES).describe('State after'),
  reason: z.string().describe('What caused it'),
  actor: z.string().describe('Who or what caused it'),
  run_id: z.int().nullable().describe('Id of the run that caused it; null = none'),
});
export type TransitionRecord = z.infer<typeof transition>;

export const auditEvent = z.object({
  id: z.int().describe('Id of the event'),
  at: z.iso.datetime().describe('When it happened'),
  kind: z.string().describe('What was done: fabric.updated'),
  subject_type: z.string().describe('What it was done to: fabric, user …'),
  subject_id: z.string().describe('Id of what it was done to'),
  fabric_id: z.int().nullable().describe('Id of the fabric that it concerns; null = none'),
  run_id: z.int().nullable().describe('Id of the run that it concerns; null = none'),
  actor: z.string().describe('Who did it'),
  data: z.record(z.string(), z.unknown()).describe('What was done, without secrets'),
});
export type AuditEvent = z.infer<typeof auditEvent>;
