import { z } from 'zod';
import { NOTICE_KINDS, NOTICE_SEVERITIES } from '#server/domain/words.ts';

const instant = z.iso.datetime();

export const notice = z.object({
  id: z.int(),
  fabric_id: z.int(),
  fabric_name: z.string(),
  kind: z.enum(NOTICE_KINDS),
  severity: z.enum(NOTICE_SEVERITIES),
  title: z.string(),
  text: z.string(),
  advice: z.string(),
  data: z.record(z.string(), z.unknown()),
  opened_at: instant,
  /** When its cause had passed; null = it stands. */
  closed_at: instant.nullable(),
  /** Somebody has seen it and takes care; it stays open for as long as its cause. */
  acknowledged_at: instant.nullable(),
  acknowledged_by: z.string().nullable(),
});
export type Notice = z.infer<typeof notice>;
