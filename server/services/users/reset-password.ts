import { eq } from 'drizzle-orm';
import { sessions } from '#db/schema/index.ts';
import { makePassword, storePassword } from '#server/auth/password.ts';
import type { PasswordReset, PasswordResetInput } from '#server/domain/wire/user.ts';
import type { Context } from '#server/services/context.ts';
import { changePeople } from '#server/services/users/change-people.ts';
import { revokeTokensOf } from '#server/services/tokens/revoke-tokens-of.ts';
import { readUser } from '#server/services/users/present-user.ts';
import { audit } from '#server/state/audit.ts';
import { notify } from '#server/state/notify.ts';

/**
 * Gives a person another password and signs them out everywhere; their API tokens stay, unless they are to be revoked too: what
 * runs by itself must not stop because somebody forgot a password. Without a password one is made, which is in this answer only.
 * @throws AppError NOT_FOUND
 */
export async function resetPassword(
  ctx: Context,
  id: string,
  input: PasswordResetInput,
): Promise<PasswordReset> {
  const made = input.password === undefined ? makePassword() : null;
  return await changePeople(ctx, async (tx) => {
    const { username } = await readUser({ db: tx }, id);
    await storePassword(tx, id, input.password ?? made ?? makePassword());
    await tx.delete(sessions).where(eq(sessions.userId, id));
    const revoked = input.revoke_tokens ? await revokeTokensOf(tx, id, ctx.actor) : 0;
    await audit(tx, {
      kind: 'user.password_reset',
      subjectType: 'user',
      subjectId: id,
      actor: ctx.actor.name,
      data: { username, tokens_revoked: revoked },
    });
    await notify(tx, { t: 'access', user: id });
    return { password: made };
  });
}
