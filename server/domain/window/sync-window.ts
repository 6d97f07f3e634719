import { z } from 'zod';
import { isTimeZone } from '#server/domain/window/zone-time.ts';

const WINDOW_KINDS = ['allow', 'block'] as const;
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 22:00');

/** A time that comes again each week, on the clocks of its zone. */
export const syncWindow = z.strictObject({
  kind: z
    .enum(WINDOW_KINDS)
    .describe(
      'allow = automatic runs start inside such windows only, block = none starts inside; block wins',
    ),
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1, 'Choose at least one day')
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'Name each day once')
    .describe('Days of the week on which it begins'),
  start: clock.describe('Time of day at which it begins, HH:MM'),
  end: clock.describe('Time of day at which it ends, HH:MM; not after the start = on the next day'),
  /** IANA name: Europe/Berlin. */
  // What reckons with all windows must not meet a zone that there is not.
  time_zone: z
    .string()
    .max(64)
    .refine(isTimeZone, { error: 'Enter a time zone such as Europe/Berlin', abort: true })
    .describe('IANA name of the time zone of both times: Europe/Berlin'),
});
export type SyncWindow = z.infer<typeof syncWindow>;
