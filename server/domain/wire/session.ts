import { z } from 'zod';
import { line } from '#server/domain/wire/text.ts';
import { RIGHTS } from '#server/domain/permissions.ts';

export const signInInput = z.strictObject({
  username: line(100).min(1, 'Enter a user name'),
  password: z.string().min(1, 'Enter a password').max(256),
});
export type SignInInput = z.infer<typeof signInInput>;

/** Who the cookie or the token is. */
export const session = z.object({
  username: z.string(),
  role: z.string(),
  rights: z.array(z.enum(RIGHTS)),
  /** False = only the fabrics of `grants`. */
  all_fabrics: z.boolean(),
  grants: z.array(z.object({ fabric_id: z.int(), role: z.string() })),
});
export type Session = z.infer<typeof session>;
