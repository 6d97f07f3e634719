import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { apiTokens, sessions, users } from '#db/schema/index.ts';
import { sessionHolds, tokenHolds } from '#server/auth/holds.ts';
import { hashToken } from '#server/auth/token-secret.ts';
import { readSessionToken } from '#server/auth/session-cookie.ts';
import type { Log } from '#server/log.ts';
import type { Actor } from '#server/services/context.ts';

/** What proved who somebody is; kept by a socket so that it can be asked again. */
export type Credential =
  | { readonly type: 'session'; readonly token: string }
  | { readonly type: 'token'; readonly hash: string };

export interface SignedIn {
  readonly actor: Exclude<Actor, { type: 'system' }>;
  readonly credential: Credential;
}

export interface ActorDependencies {
  readonly db: Database;
  readonly log: Log;
  /** Signs session cookies. */
  readonly cookieSecret: string;
  /** Whether session cookies travel over TLS only. */
  readonly secureCookies: boolean;
}

export interface RequestCredentials {
  readonly cookie?: string | null | undefined;
  readonly authorization?: string | null | undefined;
}

const AUTHORIZATION_PATTERN = /^(?:token|bearer)[ ]+(\S+)$/i;
const TOUCH_EVERY_MS = 60_000;

/**
 * Who sends this request: by `Authorization: Token|Bearer <t>` if there is one (a bad one is not made good by a cookie),
 * else by the session cookie. One query. Null = nobody we know, expired, revoked or banned.
 */
export async function findActor(
  deps: ActorDependencies,
  { cookie, authorization }: RequestCredentials,
): Promise<SignedIn | null> {
  if (authorization) {
    const secret = AUTHORIZATION_PATTERN.exec(authorization.trim())?.[1];
    return secret === undefined ? null : await actorOf(deps, { type: 'token', hash: hashToken(secret) });
  }
  const token = readSessionToken(cookie, { secret: deps.cookieSecret, secure: deps.secureCookies });
  return token === null ? null : await actorOf(deps, { type: 'session', token });
}

/** The actor behind a credential as it stands now. */
export async function actorOf(
  deps: Pick<ActorDependencies, 'db' | 'log'>,
  credential: Credential,
): Promise<SignedIn | null> {
  const actor =
    credential.type === 'session'
      ? await bySession(deps.db, credential.token)
      : await byToken(deps, credential.hash);
  return actor === null ? null : { actor, credential };
}

const now = sql`clock_timestamp()`;
const shownName = sql<string>`coalesce(${users.username}, ${users.name})`;

async function bySession(db: Database, token: string): Promise<SignedIn['actor'] | null> {
  const [row] = await db
    .select({ userId: users.id, name: shownName, role: users.role })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.token, token), sessionHolds));
  return row === undefined ? null : { type: 'user', ...row };
}

async function byToken(
  deps: Pick<ActorDependencies, 'db' | 'log'>,
  hash: string,
): Promise<SignedIn['actor'] | null> {
  const [row] = await deps.db
    .select({
      tokenId: apiTokens.id,
      tokenName: apiTokens.name,
      lastUsedAt: apiTokens.lastUsedAt,
      userId: users.id,
      name: shownName,
      role: users.role,
    })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(and(eq(apiTokens.tokenHash, hash), tokenHolds));
  if (row === undefined) return null;
  if (row.lastUsedAt === null || Date.now() - row.lastUsedAt.getTime() > TOUCH_EVERY_MS)
    touch(deps, row.tokenId);
  const { userId, role, tokenId } = row;
  return { type: 'token', name: `${row.name} (token ${row.tokenName})`, userId, role, tokenId };
}

/** Nobody waits for this; two processes that do it at once write one row once. */
function touch({ db, log }: Pick<ActorDependencies, 'db' | 'log'>, tokenId: number): void {
  const stale = or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, sql`${now} - interval '1 minute'`));
  db.update(apiTokens)
    .set({ lastUsedAt: sql`${now}` })
    .where(and(eq(apiTokens.id, tokenId), stale))
    .catch((error: unknown) => log.warn({ err: error }, 'last use of an API token could not be noted'));
}
