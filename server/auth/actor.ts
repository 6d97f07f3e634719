import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { plainSql, type Database } from '#db/client.ts';
import { apiTokens } from '#db/schema/index.ts';
import type { FabricGrant } from '#server/domain/permissions.ts';
import { hashToken } from '#server/auth/token-secret.ts';
import { readSessionToken } from '#server/auth/session-cookie.ts';
import type { Log } from '#server/log.ts';
import type { Actor } from '#server/domain/actor.ts';

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

interface Person {
  readonly userId: string;
  readonly name: string;
  readonly role: string;
  readonly grants: readonly FabricGrant[] | null;
}

/** In the one query that finds the user `u`: rights and person are of the same moment. */
const grantsOf = (db: Database) => plainSql(db)`
  (select coalesce(json_agg(json_build_object('fabricId', g.fabric_id, 'role', g.role)), '[]')
    from fabric_grants g where g.user_id = u.id)`;

async function bySession(db: Database, token: string): Promise<SignedIn['actor'] | null> {
  const [row] = await plainSql(db)<Person[]>`
    select u.id as "userId", coalesce(u.username, u.name) as name, u.role,
      case when not u.all_fabrics then ${grantsOf(db)} end as grants
    from sessions s join users u on u.id = s.user_id
    where s.token = ${token} and s.expires_at > clock_timestamp()
      and (not u.banned or u.ban_expires < clock_timestamp())`;
  return row === undefined ? null : { type: 'user', ...row };
}

interface TokenRow extends Person {
  readonly tokenId: number;
  readonly tokenName: string;
  readonly readOnly: boolean;
  readonly isStale: boolean;
}

async function byToken(
  deps: Pick<ActorDependencies, 'db' | 'log'>,
  hash: string,
): Promise<SignedIn['actor'] | null> {
  const [row] = await plainSql(deps.db)<TokenRow[]>`
    select t.id as "tokenId", t.name as "tokenName", t.read_only as "readOnly", u.id as "userId", coalesce(u.username, u.name) as name,
      case when t.read_only then 'viewer' else u.role end as role,
      case when not u.all_fabrics then ${grantsOf(deps.db)} end as grants,
      (t.last_used_at is null or t.last_used_at < clock_timestamp() - interval '1 minute') as "isStale"
    from api_tokens t join users u on u.id = t.user_id
    where t.token_hash = ${hash} and t.revoked_at is null
      and (t.expires_at is null or t.expires_at > clock_timestamp())
      and (not u.banned or u.ban_expires < clock_timestamp())`;
  if (row === undefined) return null;
  if (row.isStale) touch(deps, row.tokenId);
  const { tokenName, isStale: _, ...person } = row;
  return { ...person, type: 'token', name: `${row.name} (token ${tokenName})` };
}

/** Nobody waits for this; two processes that do it at once write one row once. */
function touch({ db, log }: Pick<ActorDependencies, 'db' | 'log'>, tokenId: number): void {
  const stale = or(
    isNull(apiTokens.lastUsedAt),
    lt(apiTokens.lastUsedAt, sql`clock_timestamp() - interval '1 minute'`),
  );
  db.update(apiTokens)
    .set({ lastUsedAt: sql`clock_timestamp()` })
    .where(and(eq(apiTokens.id, tokenId), stale))
    .catch((error: unknown) => log.warn({ err: error }, 'last use of an API token could not be noted'));
}
