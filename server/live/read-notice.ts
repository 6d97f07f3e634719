import { z } from 'zod';

/** Of server/state/notify.ts, what concerns watchers; the other kinds are for workers. */
const fabricNotice = [
  z.object({ t: z.literal('fabric'), id: z.int() }),
  z.object({ t: z.literal('progress'), id: z.int() }),
  z.object({ t: z.literal('ended'), id: z.int(), run: z.int() }),
  z.object({ t: z.literal('notice'), id: z.int() }),
] as const;
const accessNotice = z.object({ t: z.literal('access'), user: z.string() });
const liveNotice = z.discriminatedUnion('t', [...fabricNotice, accessNotice]);

export type FabricNotice = z.infer<(typeof fabricNotice)[number]>;

/** A payload as notified; null for what is not for watchers, or not ours. */
export function readNotice(payload: string): z.infer<typeof liveNotice> | null {
  const parsed = liveNotice.safeParse(parseJson(payload));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
