import { createHash, randomUUID } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { eq, lt, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { rateLimits } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';

const WINDOW_MS = 60_000;
const KEEP_MS = 60 * 60_000;
/** One account from one address: a person who mistypes gets by, a list of passwords does not. */
const MAX_PER_ACCOUNT = 10;
/** One address over all accounts: one password tried on many names. An office behind one address stays below it. */
const MAX_PER_ADDRESS = 60;

export interface Attempt {
  /** Forgets the attempt: it was the right password. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt before the password is looked at, in the database, so that all processes share the count and attempts
 * at once cannot slip by. @throws AppError RATE_LIMITED with retry_after_seconds
 */
export async function countSignInAttempt(db: Database, address: string, username: string): Promise<Attempt> {
  const network = networkOf(address);
  const account = keyOf('account', network, username.toLowerCase());
  const origin = keyOf('address', network);
  await consume(db, origin, MAX_PER_ADDRESS);
  await consume(db, account, MAX_PER_ACCOUNT);

  return {
    async succeeded() {
      await db.delete(rateLimits).where(eq(rateLimits.key, account));
      await db
        .update(rateLimits)
        .set({ count: sql`greatest(${rateLimits.count} - 1, 0)` })
        .where(eq(rateLimits.key, origin));
      await db.delete(rateLimits).where(lt(rateLimits.lastRequest, sql`${nowMs} - ${KEEP_MS}`));
    },
  };
}

const nowMs = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** `last_request` is the start of the window; a blocked attempt does not prolong it. */
async function consume(db: Database, key: string, max: number): Promise<void> {
  const isOver = sql`${rateLimits.lastRequest} <= ${nowMs} - ${WINDOW_MS}`;
  const [row] = await db
    .insert(rateLimits)
    .values({ id: randomUUID(), key, count: 1, lastRequest: sql`${nowMs}` as never })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`case when ${isOver} then 1 else least(${rateLimits.count} + 1, 1000000) end`,
        lastRequest: sql`case when ${isOver} then ${nowMs} else ${rateLimits.lastRequest} end`,
      },
    })
    .returning({
      count: rateLimits.count,
      leftMs: sql<number>`${rateLimits.lastRequest} + ${WINDOW_MS} - ${nowMs}`,
    });
  if (row !== undefined && row.count > max) {
    throw new AppError('RATE_LIMITED', { retry_after_seconds: Math.max(1, Math.ceil(row.leftMs / 1_000)) });
  }
}

/** Hashed: what people type into a name field is sometimes their password. */
const keyOf = (...parts: readonly string[]): string =>
  `sign-in:${createHash('sha256').update(parts.join('\0')).digest('base64url')}`;

/** One subscriber owns a whole /64. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  return new URL(`http://[${address.split('%')[0] ?? ''}]`).hostname
    .slice(1, -1)
    .split(':')
    .slice(0, 4)
    .join(':');
}
