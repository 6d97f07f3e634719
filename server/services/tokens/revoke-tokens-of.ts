import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { apiTokens } from '#db/schema/index.ts';
import { audit } from '#server/state/audit.ts';

/**
 * Ends all tokens of a person at once, each with a line in the history as if it had been revoked by itself. Telling the person's
 * sockets is the caller's. @returns how many there were
 */
export async function revokeTokensOf(
  tx: Transaction,
  userId: string,
  by: { readonly name: string },
): Promise<number> {
  const revoked = await tx
    .update(apiTokens)
    .set({ revokedAt: sql`clock_timestamp()` })
    .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt)))
    .returning({ id: apiTokens.id, name: apiTokens.name });
  for (const { id, name } of revoked) {
    await audit(tx, {
      kind: 'token.revoked',
      subjectType: 'token',
      subjectId: id,
      actor: by.name,
      data: { name },
    });
  }
  return revoked.length;
}
