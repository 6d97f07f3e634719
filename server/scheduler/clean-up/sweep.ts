import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '#db/client.ts';

/** Rows of one statement: locks are short, and nobody else notices. */
export const BATCH = 1_000;
const PAUSE_MS = 50;
/** Held for one batch at a time: of several processes one cleans up, and any may take over at once. */
const CLEAN_UP_LOCK = 7_310_002;

/** One bounded batch in a transaction of its own; null = another process is cleaning up. */
export async function inTurn<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T | null> {
  return await db.transaction(async (tx) => {
    const [row] = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${CLEAN_UP_LOCK}) as mine`,
    );
    return row?.mine === true ? await work(tx) : null;
  });
}

/** Repeats a batch until it finds nothing more, with a pause between. @returns how many rows were deleted */
export async function sweep(
  db: Database,
  batch: (tx: Transaction) => Promise<number | 'done'>,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const found = await inTurn(db, batch);
    if (found === null || found === 'done') return deleted;
    deleted += found;
    await pause(PAUSE_MS);
  }
}
