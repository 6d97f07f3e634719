import { and, eq, gt, inArray, isNull, lt, not, or, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { apiTokens, sessions, users } from '#db/schema/index.ts';
import type { Credential } from '#server/auth/actor.ts';

export const credentialKey = (credential: Credential): string =>
  credential.type === 'session' ? `session:${credential.token}` : `token:${credential.hash}`;

const now = sql`clock_timestamp()`;

const userMaySignIn = or(not(users.banned), lt(users.banExpires, now));

const sessionHolds = and(gt(sessions.expiresAt, now), userMaySignIn);

const tokenHolds = and(
  isNull(apiTokens.revokedAt),
  or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)),
  userMaySignIn,
);

/** Which of many credentials still hold, as keys: two queries, however many there are. A test holds it to actor.ts. */
export async function validCredentials(
  db: Database,
  credentials: readonly Credential[],
): Promise<ReadonlySet<string>> {
  const tokens = new Set(credentials.flatMap((each) => (each.type === 'session' ? [each.token] : [])));
  const hashes = new Set(credentials.flatMap((each) => (each.type === 'token' ? [each.hash] : [])));
  const [bySession, byToken] = await Promise.all([
    tokens.size === 0
      ? []
      : db
          .select({ token: sessions.token })
          .from(sessions)
          .innerJoin(users, eq(users.id, sessions.userId))
          .where(and(inArray(sessions.token, [...tokens]), sessionHolds)),
    hashes.size === 0
      ? []
      : db
          .select({ hash: apiTokens.tokenHash })
          .from(apiTokens)
          .innerJoin(users, eq(users.id, apiTokens.userId))
          .where(and(inArray(apiTokens.tokenHash, [...hashes]), tokenHolds)),
  ]);
  return new Set([
    ...bySession.map(({ token }) => credentialKey({ type: 'session', token })),
    ...byToken.map(({ hash }) => credentialKey({ type: 'token', hash })),
  ]);
}
