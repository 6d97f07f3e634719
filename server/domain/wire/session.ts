import { z } from 'zod';
import { line } from '#server/domain/wire/text.ts';
import { RIGHTS } from '#server/domain/permissions.ts';

export const signInInput = z.strictObject({
  username: line(100).min(1, 'Enter a user name').describe('Name for signing in; capitals do not matter'),
  password: z.string().min(1, 'Enter a password').max(256).describe('Password of the user'),
});
export type SignInInput = z.infer<typeof signInInput>;

/** Who the cookie or the token is. */
export const session = z.object({
  username: z.string().describe('Name for signing in'),
  role: z.string().describe('viewer, operator or administrator'),
  rights: z.array(z.enum(RIGHTS)).describe('What the role may do, on all fabrics that are seen at most'),
  all_fabrics: z.boolean().describe('Whether every fabric is seen; false = only those of grants'),
  grants: z
    .array(
      z.object({
        fabric_id: z.int().describe('Id of the fabric'),
        role: z.string().describe('What may be done with it'),
      }),
    )
    .describe('Fabrics that were granted'),
});
export type Session = z.infer<typeof session>;
