import { and, eq, sql } from 'drizzle-orm';
import { apiTokens } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Context } from '#server/services/context.ts';
import { visibleTokens } from '#server/services/tokens/visible-tokens.ts';
import { audit } from '#server/state/audit.ts';
import { notify } from '#server/state/notify.ts';

/**
 * Ends a token at once: one's own, for administrators anybody's. One that only reads ends none but itself.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function revokeToken(ctx: Context, id: number): Promise<void> {
  const { actor } = ctx;
  if (actor.type === 'token' && actor.readOnly && actor.tokenId !== id) throw new AppError('FORBIDDEN');
  await ctx.db.transaction(async (tx) => {
    const [revoked] = await tx
      .update(apiTokens)
      .set({ revokedAt: sql`clock_timestamp()` })
      .where(and(eq(apiTokens.id, id), visibleTokens(ctx.actor)))
      .returning({ name: apiTokens.name, userId: apiTokens.userId });
    if (revoked === undefined) throw new AppError('NOT_FOUND', { what: `Token with ID ${id}` });
    await audit(tx, {
      kind: 'token.revoked',
      subjectType: 'token',
      subjectId: id,
      actor: ctx.actor.name,
      data: { name: revoked.name },
    });
    await notify(tx, { t: 'access', user: revoked.userId });
  });
}
