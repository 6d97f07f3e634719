import { z } from 'zod';
import { nameLine } from '#server/domain/wire/text.ts';

const instant = z.iso.datetime();

export const tokenInput = z.strictObject({
  name: nameLine(100).describe('What the token is for'),
  expires_at: z.iso
    .datetime({ offset: true, error: 'Enter an ISO 8601 date and time' })
    .nullable()
    .default(null)
    .describe('When it ends; null or absent = never, or with the token that makes it'),
  read_only: z.boolean().default(false).describe('Whether it may only look, whatever its user may do'),
});
export type TokenInput = z.infer<typeof tokenInput>;

export const token = z.object({
  id: z.int().describe('Id of the token'),
  name: z.string().describe('What the token is for'),
  prefix: z.string().describe('First characters of the secret, to know it by'),
  username: z.string().describe('Whose rights it has'),
  read_only: z.boolean().describe('Whether it may only look'),
  expires_at: instant.nullable().describe('When it ends; null = never'),
  last_used_at: instant.nullable().describe('When it was last used, to the minute; null = never'),
  created_at: instant.describe('When it was made'),
});
export type Token = z.infer<typeof token>;

/** Answer of the creation: the only time that the secret is shown. */
export const createdToken = token.extend({ token: z.string().describe('The secret, shown this once') });
export type CreatedToken = z.infer<typeof createdToken>;
