import { randomBytes, randomUUID } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction, Transaction } from '#db/client.ts';
import { accounts } from '#db/schema/index.ts';

const MADE_PASSWORD_BYTES = 15;
/** Any number that no other advisory lock of the product uses. */
const PEOPLE_LOCK = 7_205_221;

/** Changes of people take turns, over all processes: two administrators cannot remove each other. */
export const lockPeople = async (tx: Transaction): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(${PEOPLE_LOCK})`);
};

/** A password that nobody guesses; shown once, kept only as a hash. */
export const makePassword = (): string => randomBytes(MADE_PASSWORD_BYTES).toString('base64url');

const passwordOf = (userId: string) =>
  and(eq(accounts.userId, userId), eq(accounts.providerId, 'credential'));

/** Whether it is the user's password; false for a user without one. */
export async function isPasswordOf(
  db: DatabaseOrTransaction,
  userId: string,
  password: string,
): Promise<boolean> {
  const [account] = await db.select({ hash: accounts.password }).from(accounts).where(passwordOf(userId));
  return typeof account?.hash === 'string' && (await verifyPassword({ hash: account.hash, password }));
}

/** Puts a password in the place of the one there was. Sessions stay: whoever calls this decides about them. */
export async function storePassword(tx: Transaction, userId: string, password: string): Promise<void> {
  await tx.delete(accounts).where(passwordOf(userId));
  await tx.insert(accounts).values({
    id: randomUUID(),
    accountId: userId,
    providerId: 'credential',
    userId,
    password: await hashPassword(password),
  });
}
