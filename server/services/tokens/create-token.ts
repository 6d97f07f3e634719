import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { apiTokens } from '#db/schema/index.ts';
import { ENVIRONMENT_TOKEN_NAME } from '#server/auth/ensure-administrator.ts';
import { hashToken, makeTokenSecret, tokenPrefix } from '#server/auth/token-secret.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { CreatedToken, TokenInput } from '#server/domain/wire/token.ts';
import type { Actor } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';
import { presentToken, selectTokens } from '#server/services/tokens/present-token.ts';
import { audit } from '#server/state/audit.ts';

/**
 * Makes a token for whoever asks, with that user's rights or only to read. The secret is in this answer only. A token that is
 * made by a token ends with it at the latest, and only reads where that one does. @throws AppError REQUEST_INVALID, FORBIDDEN
 */
export async function createToken(ctx: Context, input: TokenInput): Promise<CreatedToken> {
  const { actor } = ctx;
  if (actor.type === 'system') throw new AppError('FORBIDDEN');
  const wished = input.expires_at === null ? null : new Date(input.expires_at);
  if (wished !== null && wished.getTime() <= Date.now()) throw invalid('expires_at', 'Enter a time to come');
  if (input.name === ENVIRONMENT_TOKEN_NAME)
    throw invalid('name', 'This name belongs to the token of the environment');

  const secret = makeTokenSecret();
  return await ctx.db.transaction(async (tx) => {
    const maker = await limitsOfMaker(tx, actor);
    const readOnly = input.read_only || maker.readOnly;
    const [created] = await tx
      .insert(apiTokens)
      .values({
        userId: actor.userId,
        name: input.name,
        tokenHash: hashToken(secret),
        prefix: tokenPrefix(secret),
        readOnly,
        expiresAt: earlier(wished, maker.expiresAt),
      })
      .returning({ id: apiTokens.id });
    if (created === undefined) throw new Error('insert returned no token');
    await audit(tx, {
      kind: 'token.created',
      subjectType: 'token',
      subjectId: created.id,
      actor: actor.name,
      data: { name: input.name, read_only: readOnly },
    });
    const [row] = await selectTokens(tx).where(eq(apiTokens.id, created.id));
    if (row === undefined) throw new Error('a new token vanished');
    return { ...presentToken(row), token: secret };
  });
}

const invalid = (field: string, message: string): AppError =>
  new AppError('REQUEST_INVALID', {}, { fields: [{ field, message }] });

async function limitsOfMaker(
  tx: Transaction,
  actor: Actor,
): Promise<{ readonly expiresAt: Date | null; readonly readOnly: boolean }> {
  if (actor.type !== 'token') return { expiresAt: null, readOnly: false };
  const [maker] = await tx
    .select({ expiresAt: apiTokens.expiresAt, readOnly: apiTokens.readOnly })
    .from(apiTokens)
    .where(eq(apiTokens.id, actor.tokenId));
  // Revoked or gone since the request began: nothing comes of it any more.
  if (maker === undefined) throw new AppError('NOT_AUTHENTICATED');
  return maker;
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
