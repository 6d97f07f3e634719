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
  .regex(/^[a-z0-9_.]{3,30}$/, 'Enter 3 to 30 letters, digits, "_" or "."');

const grantInput = z.strictObject({
  fabric_id: z.int().positive().max(ID_MAX),
  role: z.enum(GRANT_ROLES),
});

const settings = {
  name: nameLine(100),
  email: line(254)
    .toLowerCase()
    .regex(/^[^@\s]+@[^@\s]+$/, 'Enter an e-mail address'),
  role: z.enum(USER_ROLES),
  /** False = only the fabrics of `grants`, each at most with the role. Administrators see all. */
  all_fabrics: z.boolean(),
  /** The whole list; what is not in it is taken away. */
  grants: z
    .array(grantInput)
    .max(GRANTS_MAX, `Enter at most ${GRANTS_MAX} fabrics`)
    .refine(
      (grants) => new Set(grants.map((each) => each.fabric_id)).size === grants.length,
      'Name each fabric once',
    ),
};

export const userInput = z.strictObject({
  username,
  ...settings,
  role: settings.role.default('viewer'),
  all_fabrics: settings.all_fabrics.default(true),
  grants: settings.grants.default([]),
  /** Absent = one is made, and is in the answer. */
  password: newPassword.optional(),
});
export type UserInput = z.infer<typeof userInput>;

/** A user name stays: the history knows people by it. */
export const userPatch = z.strictObject({ ...settings, enabled: z.boolean() }).partial();
export type UserPatch = z.infer<typeof userPatch>;

export const user = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  all_fabrics: z.boolean(),
  grants: z.array(z.object({ fabric_id: z.int(), fabric_name: z.string(), role: z.enum(GRANT_ROLES) })),
  enabled: z.boolean(),
  created_at: instant,
  updated_at: instant,
});
export type User = z.infer<typeof user>;

const revokeTokens = z
  .boolean()
  .default(false)
  .describe('Whether all API tokens of the person are revoked too; else they stay valid');

export const passwordResetInput = z.strictObject({
  /** Absent = one is made, and is in the answer. */
  password: newPassword.optional(),
  revoke_tokens: revokeTokens,
});
export type PasswordResetInput = z.infer<typeof passwordResetInput>;

/** The password that was made: the only time that it is shown; null when the request brought one. */
const madePassword = { password: z.string().nullable() };
export const passwordReset = z.object(madePassword);
export type PasswordReset = z.infer<typeof passwordReset>;

export const createdUser = user.extend(madePassword);
export type CreatedUser = z.infer<typeof createdUser>;

export const passwordChange = z.strictObject({
  current_password: z.string().min(1, 'Enter your current password').max(PASSWORD_MAX_CHARACTERS),
  new_password: newPassword,
  revoke_tokens: revokeTokens,
});
export type PasswordChange = z.infer<typeof passwordChange>;
