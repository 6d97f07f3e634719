import { z } from 'zod';
import { GRANT_ROLES, USER_ROLES } from '#server/domain/permissions.ts';
import { ID_MAX } from '#server/domain/wire/identifier.ts';
import { line, nameLine } from '#server/domain/wire/text.ts';

const instant = z.iso.datetime();
const GRANTS_MAX = 2_000;

export const PASSWORD_MIN_CHARACTERS = 8;
export const PASSWORD_MAX_CHARACTERS = 256;

const newPassword = z
  .string()
  .min(PASSWORD_MIN_CHARACTERS, `Enter at least ${PASSWORD_MIN_CHARACTERS} characters`)
  .max(PASSWORD_MAX_CHARACTERS, `Enter at most ${PASSWORD_MAX_CHARACTERS} characters`);

/** What sign-in takes; it does not tell capitals from small letters. */
const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_.]{3,30}$/, 'Enter 3 to 30 letters, digits, "_" or "."')
  .describe('Name for signing in, unique among users; it cannot be changed later');

const grantInput = z.strictObject({
  fabric_id: z.int().positive().max(ID_MAX).describe('Id of a fabric'),
  role: z.enum(GRANT_ROLES).describe('What may be done with it, never more than the role of the person'),
});

const settings = {
  name: nameLine(100).describe('Name as people write it'),
  email: line(254)
    .toLowerCase()
    .regex(/^[^@\s]+@[^@\s]+$/, 'Enter an e-mail address')
    .describe('E-mail address, unique among users'),
  role: z
    .enum(USER_ROLES)
    .describe('viewer = looks, operator = changes and syncs, administrator = manages people too'),
  all_fabrics: z
    .boolean()
    .describe('Whether every fabric is seen; false = only those of grants. Administrators see all'),
  grants: z
    .array(grantInput)
    .max(GRANTS_MAX, `Enter at most ${GRANTS_MAX} fabrics`)
    .refine(
      (grants) => new Set(grants.map((each) => each.fabric_id)).size === grants.length,
      'Name each fabric once',
    )
    .describe('Fabrics for a person without all_fabrics; the whole list: what is not in it is taken away'),
};

export const userInput = z.strictObject({
  username,
  ...settings,
  role: settings.role.default('viewer'),
  all_fabrics: settings.all_fabrics.default(true),
  grants: settings.grants.default([]),
  password: newPassword
    .optional()
    .describe('Password, 8 to 256 characters; absent = one is made, and is in the answer'),
});
export type UserInput = z.infer<typeof userInput>;

/** A user name stays: the history knows people by it. */
export const userPatch = z
  .strictObject({
    ...settings,
    enabled: z.boolean().describe('Whether the person may sign in; false = tokens are refused too'),
  })
  .partial();
export type UserPatch = z.infer<typeof userPatch>;

export const user = z.object({
  id: z.string().describe('Id of the user'),
  username: z.string().describe('Name for signing in'),
  name: z.string().describe('Name as people write it'),
  email: z.string().describe('E-mail address'),
  role: z.string().describe('viewer, operator or administrator'),
  all_fabrics: z.boolean().describe('Whether every fabric is seen; false = only those of grants'),
  grants: z
    .array(
      z.object({
        fabric_id: z.int().describe('Id of the fabric'),
        fabric_name: z.string().describe('Name of the fabric'),
        role: z
          .enum(GRANT_ROLES)
          .describe('What may be done with it, never more than the role of the person'),
      }),
    )
    .describe('Fabrics that were granted'),
  enabled: z.boolean().describe('Whether the person may sign in; false = tokens are refused too'),
  version: z.int().describe('Raised by each change, of the grants too; for If-Match'),
  created_at: instant.describe('When the user was added'),
  updated_at: instant.describe('When the user was last changed'),
});
export type User = z.infer<typeof user>;

const revokeTokens = z
  .boolean()
  .default(false)
  .describe('Whether all API tokens of the person are revoked too; else they stay valid');

export const passwordResetInput = z.strictObject({
  password: newPassword
    .optional()
    .describe('Password, 8 to 256 characters; absent = one is made, and is in the answer'),
  revoke_tokens: revokeTokens,
});
export type PasswordResetInput = z.infer<typeof passwordResetInput>;

const madePassword = {
  password: z
    .string()
    .nullable()
    .describe('The password that was made, shown this once; null = the request brought one'),
};
export const passwordReset = z.object(madePassword);
export type PasswordReset = z.infer<typeof passwordReset>;

export const createdUser = user.extend(madePassword);
export type CreatedUser = z.infer<typeof createdUser>;

export const passwordChange = z.strictObject({
  current_password: z
    .string()
    .min(1, 'Enter your current password')
    .max(PASSWORD_MAX_CHARACTERS)
    .describe('The password as it is'),
  new_password: newPassword.describe('The password as it shall be, 8 to 256 characters'),
  revoke_tokens: revokeTokens,
});
export type PasswordChange = z.infer<typeof passwordChange>;
