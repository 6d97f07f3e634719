import { z } from 'zod';
import { NOTICE_KINDS, NOTICE_SEVERITIES } from '#server/domain/words.ts';

const instant = z.iso.datetime();

export const notice = z.object({
  id: z.int().describe('Id of the notice'),
  fabric_id: z.int().describe('Id of the fabric'),
  fabric_name: z.string().describe('Name of the fabric'),
  kind: z.enum(NOTICE_KINDS).describe('What it is about'),
  severity: z.enum(NOTICE_SEVERITIES).describe('How urgent it is'),
  title: z.string().describe('What happened, in a few words'),
  text: z.string().describe('What happened, in a sentence'),
  advice: z.string().describe('What to do about it'),
  data: z.record(z.string(), z.unknown()).describe('What the sentence is made of'),
  opened_at: instant.describe('When its cause was found'),
  closed_at: instant.nullable().describe('When its cause had passed; null = it stands'),
  acknowledged_at: instant.nullable().describe('When somebody said that they take care; null = nobody has'),
  acknowledged_by: z.string().nullable().describe('Who said so; null = nobody has'),
});
export type Notice = z.infer<typeof notice>;
