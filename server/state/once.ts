import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { idempotencyKeys } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';

/** A request that is to be done once, by the hashes of its key and of its content. */
export interface OnceKey {
  readonly keyHash: string;
  readonly requestHash: string;
}

const KEPT_HOURS = 24;
const CLEANED_AT_ONCE = 100;

const isOver = lt(
  idempotencyKeys.createdAt,
  sql`clock_timestamp() - ${sql.raw(`interval '${KEPT_HOURS} hours'`)}`,
);

/**
 * Does the work in the caller's transaction, or answers what it answered when it was done under the same key within 24 hours.
 * The key stands or falls with the work: who comes second waits for the first to commit, and after a failure there is no key.
 * @throws AppError IDEMPOTENCY_KEY_REUSED for another request under the same key
 */
export async function once<T extends object>(
  tx: Transaction,
  key: OnceKey | null,
  work: () => Promise<T>,
): Promise<{ readonly answer: T; readonly isRepeated: boolean }> {
  if (key === null) return { answer: await work(), isRepeated: false };
  const { keyHash, requestHash } = key;
  const mine = eq(idempotencyKeys.keyHash, keyHash);
  await tx.delete(idempotencyKeys).where(and(mine, isOver));
  const [taken] = await tx
    .insert(idempotencyKeys)
    .values({ keyHash, requestHash, createdAt: sql`clock_timestamp()` })
    .onConflictDoNothing()
    .returning({ keyHash: idempotencyKeys.keyHash });
  if (taken === undefined) {
    const [earlier] = await tx.select().from(idempotencyKeys).where(mine);
    if (earlier === undefined || earlier.requestHash !== requestHash) {
      throw new AppError('IDEMPOTENCY_KEY_REUSED');
    }
    return { answer: earlier.answer as T, isRepeated: true };
  }
  const answer = await work();
  await tx.update(idempotencyKeys).set({ answer }).where(mine);
  await forgetOld(tx);
  return { answer, isRepeated: false };
}

/** A few of those that nobody will ask for again; whoever else is at it takes others. */
async function forgetOld(tx: Transaction): Promise<void> {
  const old = tx
    .select({ keyHash: idempotencyKeys.keyHash })
    .from(idempotencyKeys)
    .where(isOver)
    .limit(CLEANED_AT_ONCE)
    .for('update', { skipLocked: true });
  await tx.delete(idempotencyKeys).where(inArray(idempotencyKeys.keyHash, old));
}
