import { randomUUID } from 'node:crypto';
import { and, eq, ne } from 'drizzle-orm';
import type { Database, Transaction } from '#db/client.ts';
import { apiTokens, sessions, users } from '#db/schema/index.ts';
import { activeAdministrators } from '#server/auth/active-administrators.ts';
import { isPasswordOf, lockPeople, makePassword, storePassword } from '#server/auth/password.ts';
import { hashToken, tokenPrefix } from '#server/auth/token-secret.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import { audit } from '#server/state/audit.ts';

const USERNAME = 'admin';
const EMAIL = 'admin@fabric-sync.local';
/** Name of the token that comes from the environment; no other may bear it. */
export const ENVIRONMENT_TOKEN_NAME = 'FABRIC_SYNC_ADMIN_TOKEN';

export interface EnsuredAdministrator {
  readonly username: string;
  /** Set only when it was made just now: to be printed once, it is kept nowhere. */
  readonly madePassword: string | null;
}

/**
 * Sees to it that `admin` can sign in. The environment's password is *the* password: where it differs from the stored one
 * it replaces it and ends admin's sessions. Without one, a start that finds no administrator makes a password. The environment's token is
 * created, and the one of an earlier environment removed; one that a person revoked stays so. Processes that start at once
 * take turns.
 */
export async function ensureAdministrator(
  db: Database,
  given: { readonly password: string | null; readonly token: string | null },
): Promise<EnsuredAdministrator> {
  return await db.transaction(async (tx) => {
    await lockPeople(tx);
    const [existing] = await tx.select({ id: users.id }).from(users).where(eq(users.username, USERNAME));

    // People may have removed `admin` for administrators of their own; only the environment brings it back.
    const isWanted = given.password !== null || given.token !== null;
    if (existing === undefined && !isWanted && (await activeAdministrators(tx)) > 0) {
      return { username: USERNAME, madePassword: null };
    }
    const madePassword = existing === undefined && given.password === null ? makePassword() : null;
    const userId = existing?.id ?? (await createUser(tx));
    const password = given.password ?? madePassword;
    if (password !== null && !(await isPasswordOf(tx, userId, password))) {
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

async function setPassword(
  tx: Transaction,
  userId: string,
  password: string,
  changed: boolean,
): Promise<void> {
  await storePassword(tx, userId, password);
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
