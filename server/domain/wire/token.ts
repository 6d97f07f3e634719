import { z } from 'zod';
import { nameLine } from '#server/domain/wire/text.ts';

const instant = z.iso.datetime();

export const tokenInput = z.strictObject({
  name: nameLine(100),
  /** Absent or null = never, for as long as the token that makes it lives. */
  expires_at: z.iso
    .datetime({ offset: true, error: 'Enter an ISO 8601 date and time' })
    .nullable()
    .default(null),
  /** Looks and does not touch, whatever its user may. */
  read_only: z.boolean().default(false),
});
export type TokenInput = z.infer<typeof tokenInput>;

export const token = z.object({
  id: z.int(),
  name: z.string(),
  /** First characters of the secret. */
  prefix: z.string(),
  username: z.string(),
  read_only: z.boolean(),
  expires_at: instant.nullable(),
  last_used_at: instant.nullable(),
  created_at: instant,
});
export type Token = z.infer<typeof token>;

/** Answer of the creation: the only time that the secret is shown. */
export const createdToken = token.extend({ token: z.string() });
export type CreatedToken = z.infer<typeof createdToken>;
