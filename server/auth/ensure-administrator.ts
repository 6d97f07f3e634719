import { randomBytes, randomUUID } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Database, Transaction } from '#db/client.ts';
import { accounts, apiTokens, sessions, users } from '#db/schema/index.ts';
import { hashToken, tokenPrefix } from '#server/auth/token-secret.ts';
import { SYSTEM } from '#server/services/context.ts';
import { audit } from '#server/state/audit.ts';

const USERNAME = 'admin';
const EMAIL = 'admin@fabric-sync.local';
/** Name of the token that comes from the environment; no other may bear it. */
export const ENVIRONMENT_TOKEN_NAME = 'FABRIC_SYNC_ADMIN_TOKEN';
const MADE_PASSWORD_BYTES = 15;
/** Any number that no other advisory lock of the product uses. */
const LOCK = 7_205_221;

export interface EnsuredAdministrator {
  readonly username: string;
  /** Set only when it was made just now: to be printed once, it is kept nowhere. */
  readonly madePassword: string | null;
}

/**
 * Sees to it that `admin` can sign in. The environment's password is *the* password: where it differs from the stored one
 * it replaces it and ends admin's sessions. Without one, the first start makes a password. The environment's token is
 * created, and the one of an earlier environment removed; one that a person revoked stays so. Processes that start at once
 * take turns.
 */
export async function ensureAdministrator(
  db: Database,
  given: { readonly password: string | null; readonly token: string | null },
): Promise<EnsuredAdministrator> {
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    const [existing] = await tx
      .select({ id: users.id, hash: accounts.password })
      .from(users)
      .leftJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential')))
      .where(eq(users.username, USERNAME));

    const madePassword =
      existing === undefined && given.password === null
        ? randomBytes(MADE_PASSWORD_BYTES).toString('base64url')
        : null;
    const userId = existing?.id ?? (await createUser(tx));
    const password = given.password ?? madePassword;
    if (password !== null && !(await fits(password, existing?.hash ?? null))) {
      await setPassword(tx, userId, password, existing !== undefined);
    }
    if (given.token !== null) await ensureToken(tx, userId, given.token);
    return { username: USERNAME, madePassword };
  });
}

async function createUser(tx: Transaction): Promise<string> {
  const id = randomUUID();
  await tx.insert(users).values({
    id,
    name: 'Administrator',
    email: EMAIL,
    emailVerified: true,
    username: USERNAME,
    displayUsername: USERNAME,
    role: 'administrator',
  });
  await record(tx, 'user.created', id, { username: USERNAME, role: 'administrator' });
  return id;
}

const fits = async (password: string, hash: string | null): Promise<boolean> =>
  hash !== null && (await verifyPassword({ hash, password }));

async function setPassword(
  tx: Transaction,
  userId: string,
  password: string,
  changed: boolean,
): Promise<void> {
  await tx.delete(accounts).where(and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential')));
  await tx.insert(accounts).values({
    id: randomUUID(),
    accountId: userId,
    providerId: 'credential',
    userId,
    password: await hashPassword(password),
  });
  if (!changed) return;
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  await record(tx, 'user.password_changed', userId, { username: USERNAME });
}

async function ensureToken(tx: Transaction, userId: string, secret: string): Promise<void> {
  const tokenHash = hashToken(secret);
  await tx
    .delete(apiTokens)
    .where(and(eq(apiTokens.name, ENVIRONMENT_TOKEN_NAME), ne(apiTokens.tokenHash, tokenHash)));
  const [created] = await tx
    .insert(apiTokens)
    .values({ userId, name: ENVIRONMENT_TOKEN_NAME, tokenHash, prefix: tokenPrefix(secret) })
    .onConflictDoNothing({ target: apiTokens.tokenHash })
    .returning({ id: apiTokens.id });
  if (created !== undefined) {
    await audit(tx, {
      kind: 'token.created',
      subjectType: 'token',
      subjectId: created.id,
      actor: SYSTEM.start.name,
      data: { name: ENVIRONMENT_TOKEN_NAME },
    });
  }
}

const record = (tx: Transaction, kind: string, userId: string, data: Record<string, string>): Promise<void> =>
  audit(tx, { kind, subjectType: 'user', subjectId: userId, actor: SYSTEM.start.name, data });
