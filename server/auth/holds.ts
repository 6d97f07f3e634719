import { and, gt, isNull, lt, not, or, sql } from 'drizzle-orm';
import { apiTokens, sessions, users } from '#db/schema/index.ts';

/** When a credential holds, by the database's clock; for queries that join the users. */
const now = sql`clock_timestamp()`;

const userMaySignIn = or(not(users.banned), lt(users.banExpires, now));

export const sessionHolds = and(gt(sessions.expiresAt, now), userMaySignIn);

export const tokenHolds = and(
  isNull(apiTokens.revokedAt),
  or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)),
  userMaySignIn,
);
