import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { apiTokens } from '#db/schema/index.ts';
import { hasRight } from '#server/domain/permissions.ts';
import type { Actor } from '#server/domain/actor.ts';

/** Tokens that are not revoked: one's own, for administrators everybody's. */
export function visibleTokens(actor: Actor): SQL | undefined {
  const sees = actor.type === 'system' || hasRight(actor.role, 'administer');
  return and(isNull(apiTokens.revokedAt), sees ? undefined : eq(apiTokens.userId, actor.userId));
}
