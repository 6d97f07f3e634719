import { and, desc, eq, sql } from 'drizzle-orm';
import type { DatabaseOrTransaction, Transaction } from '#db/client.ts';
import { events, fabrics, type FabricInsert, type FabricRow } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import { calculateSyncState, type SyncState } from '#server/domain/sync-state.ts';
import { isAllowedTransition } from '#server/domain/transition.ts';
import { nextWakeAt } from '#server/domain/wake.ts';
import { notifyFabric } from '#server/state/notify.ts';

/** Who or what changes a fabric, and why; kept in the transition log. */
export interface Cause {
  readonly actor: string;
  readonly reason: string;
  readonly runId?: number;
}

export type FabricPatch = Partial<Omit<FabricRow, 'id' | 'ownerUuid' | 'wakeAt' | 'createdAt'>>;

/** The database's clock, not the transaction's start: a lock may have been waited for. */
export async function databaseNow(tx: DatabaseOrTransaction): Promise<Date> {
  const [row] = await tx.execute<{ now: Date }>(sql`select clock_timestamp() as now`);
  if (row === undefined) throw new Error('select clock_timestamp() returned no row');
  return row.now;
}

/**
 * The only way by which an input of a fabric's sync state is written: locks the row, lets `decide` say what changes, writes
 * it with the new wake time, logs every transition (also those that time alone has made since), and tells the listeners.
 * All in one transaction; a transition that is not allowed undoes it.
 *
 * @param decide may give a reason that is truer than the cause's, known only under the lock
 * @returns null when the fabric does not exist; else what `decide` returned as result
 */
export async function changeFabric<T>(
  db: DatabaseOrTransaction,
  fabricId: number,
  cause: Cause,
  decide: (
    tx: Transaction,
    fabric: FabricRow,
    now: Date,
  ) => Promise<{ patch: FabricPatch; result: T; reason?: string }>,
): Promise<{ result: T; fabric: FabricRow } | null> {
  return await db.transaction(async (tx) => {
    const [before] = await tx.select().from(fabrics).where(eq(fabrics.id, fabricId)).for('no key update');
    if (before === undefined) return null;
    const now = await databaseNow(tx);
    const stateBefore = calculateSyncState(before, now);
    await logTransition(tx, fabricId, await lastLoggedState(tx, fabricId), stateBefore, now, {
      actor: 'clock',
      reason: 'time passed',
    });

    const { patch, result, reason = cause.reason } = await decide(tx, before, now);
    const after: FabricRow = { ...before, ...patch };
    const [fabric] = await tx
      .update(fabrics)
      .set({ ...patch, wakeAt: nextWakeAt(after, now) })
      .where(eq(fabrics.id, fabricId))
      .returning();
    if (fabric === undefined) throw new Error(`fabric ${fabricId} vanished under its lock`);
    await logTransition(tx, fabricId, stateBefore, calculateSyncState(fabric, now), now, {
      ...cause,
      reason,
    });
    await notifyFabric(tx, fabricId);
    return { result, fabric };
  });
}

/** A new fabric with its first state in the log. */
export async function insertFabric(tx: Transaction, values: FabricInsert, cause: Cause): Promise<FabricRow> {
  const now = await databaseNow(tx);
  const [inserted] = await tx.insert(fabrics).values(values).returning();
  if (inserted === undefined) throw new Error('insert returned no fabric');
  const [fabric] = await tx
    .update(fabrics)
    .set({ wakeAt: nextWakeAt(inserted, now) })
    .where(eq(fabrics.id, inserted.id))
    .returning();
  if (fabric === undefined) throw new Error('a new fabric vanished');
  await logTransition(tx, fabric.id, null, calculateSyncState(fabric, now), now, cause);
  await notifyFabric(tx, fabric.id);
  return fabric;
}

async function lastLoggedState(tx: Transaction, fabricId: number): Promise<SyncState | null> {
  const [last] = await tx
    .select({ to: sql<SyncState>`${events.data}->>'to'` })
    .from(events)
    .where(and(eq(events.fabricId, fabricId), eq(events.kind, 'transition')))
    .orderBy(desc(events.id))
    .limit(1);
  return last?.to ?? null;
}

async function logTransition(
  tx: Transaction,
  fabricId: number,
  from: SyncState | null,
  to: SyncState,
  at: Date,
  cause: Cause,
): Promise<void> {
  if (from === to) return;
  if (!isAllowedTransition(from, to)) {
    throw new AppError('INTERNAL', { id: `transition-${from}-${to}-fabric-${fabricId}` });
  }
  await tx.insert(events).values({
    at,
    kind: 'transition',
    subjectType: 'fabric',
    subjectId: String(fabricId),
    fabricId,
    runId: cause.runId ?? null,
    actor: cause.actor,
    data: { from, to, reason: cause.reason },
  });
}
