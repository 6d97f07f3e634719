import { and, eq, ne } from 'drizzle-orm';
import { sessions } from '#db/schema/index.ts';
import type { SignedIn } from '#server/auth/actor.ts';
import { isPasswordOf, lockPeople, storePassword } from '#server/auth/password.ts';
import { countSignInAttempt } from '#server/auth/sign-in-limit.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { PasswordChange } from '#server/domain/wire/user.ts';
import type { Context } from '#server/services/context.ts';
import { revokeTokensOf } from '#server/services/tokens/revoke-tokens-of.ts';
import { audit } from '#server/state/audit.ts';
import { notify } from '#server/state/notify.ts';

/**
 * Changes one's own password. All other sessions of the person end; the one that asks stays, API tokens too unless they are
 * to be revoked. Attempts count as
 * those of signing in: an open browser is no place to guess in.
 * @throws AppError FORBIDDEN for a token, RATE_LIMITED, REQUEST_INVALID for a wrong current password
 */
export async function changePassword(
  ctx: Pick<Context, 'db'>,
  { actor, credential }: SignedIn,
  clientAddress: string,
  input: PasswordChange,
): Promise<void> {
  if (actor.type !== 'user' || credential.type !== 'session') throw new AppError('FORBIDDEN');
  const attempt = await countSignInAttempt(ctx.db, clientAddress, actor.name);
  await ctx.db.transaction(async (tx) => {
    await lockPeople(tx);
    if (!(await isPasswordOf(tx, actor.userId, input.current_password))) {
      const message = 'This is not your current password';
      throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'current_password', message }] });
    }
    await storePassword(tx, actor.userId, input.new_password);
    await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, actor.userId), ne(sessions.token, credential.token)));
    const revoked = input.revoke_tokens ? await revokeTokensOf(tx, actor.userId, actor) : 0;
    await audit(tx, {
      kind: 'user.password_changed',
      subjectType: 'user',
      subjectId: actor.userId,
      actor: actor.name,
      data: { username: actor.name, tokens_revoked: revoked },
    });
    await notify(tx, { t: 'access', user: actor.userId });
  });
  await attempt.succeeded();
}
