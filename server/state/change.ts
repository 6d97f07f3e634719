import { eq, getTableColumns } from 'drizzle-orm';
import { plainSql, type DatabaseOrTransaction, type Transaction } from '#db/client.ts';
import { fabrics, type FabricInsert, type FabricRow } from '#db/schema/index.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { waitingSince } from '#server/domain/waiting-since.ts';
import { nextWakeAt } from '#server/domain/wake.ts';
import { notifyFabric } from '#server/state/notify.ts';
import { queueDeliveries } from '#server/state/queue-deliveries.ts';
import {
  auditRefusal,
  logPast,
  logTransition,
  RefusedTransition,
  type Cause,
} from '#server/state/transition-log.ts';
import { writeNotices } from '#server/state/write-notices.ts';

export type FabricPatch = Partial<
  Omit<FabricRow, 'id' | 'ownerUuid' | 'wakeAt' | 'waitingSince' | 'createdAt'>
>;

/** Written once, and prepared by the server: every change of a fabric begins with it. */
const LOCK_TEXT = `
  select ${Object.entries(getTableColumns(fabrics))
    .map(([key, { name }]) => `"${name}" as "${key}"`)
    .join(', ')}
  from fabrics where id = $1 for no key update`;

async function lockFabric(tx: Transaction, id: number): Promise<FabricRow | undefined> {
  const [row] = await plainSql(tx).unsafe<FabricRow[]>(LOCK_TEXT, [id], { prepare: true });
  return row;
}

/** The database's clock, not the transaction's start: a lock may have been waited for. */
export async function databaseNow(tx: DatabaseOrTransaction): Promise<Date> {
  const [row] = await plainSql(tx)<{ now: Date }[]>`select clock_timestamp() as now`;
  if (row === undefined) throw new Error('select clock_timestamp() returned no row');
  return row.now;
}

/**
 * The only way by which an input of a fabric's sync state is written: locks the row, lets `decide` say what changes, writes
 * it with the new wake time, logs every transition (also those that time alone has made since), opens and closes notices, queues
 * what receivers asked for, and tells the listeners.
 * All in one transaction; a transition that is not allowed undoes it, and is audited.
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
  const changing = db.transaction(async (tx) => {
    const before = await lockFabric(tx, fabricId);
    if (before === undefined) return null;
    const now = await databaseNow(tx);
    const stateBefore = calculateSyncState(before, now);
    const past = await logPast(tx, fabricId, stateBefore, now);

    const { patch, result, reason = cause.reason } = await decide(tx, before, now);
    const changed: FabricRow = { ...before, ...patch };
    const after: FabricRow = { ...changed, waitingSince: waitingSince(before, changed, now) };
    const [fabric] = await tx
      .update(fabrics)
      .set({ ...patch, waitingSince: after.waitingSince, wakeAt: nextWakeAt(after, now) })
      .where(eq(fabrics.id, fabricId))
      .returning();
    if (fabric === undefined) throw new Error(`fabric ${fabricId} vanished under its lock`);
    const byCause = await logTransition(tx, fabricId, stateBefore, calculateSyncState(fabric, now), now, {
      ...cause,
      reason,
    });
    await queueDeliveries(tx, fabric, [...past, ...byCause, ...(await writeNotices(tx, fabric, now))]);
    await notifyFabric(tx, fabricId);
    return { result, fabric };
  });
  return await changing.catch(async (error: unknown) => {
    if (error instanceof RefusedTransition) await auditRefusal(db, fabricId, cause, error);
    throw error;
  });
}

/** A new fabric with its first state in the log. */
export async function insertFabric(tx: Transaction, values: FabricInsert, cause: Cause): Promise<FabricRow> {
  const now = await databaseNow(tx);
  const [inserted] = await tx.insert(fabrics).values(values).returning();
  if (inserted === undefined) throw new Error('insert returned no fabric');
  const after = { ...inserted, waitingSince: waitingSince(null, inserted, now) };
  const [fabric] = await tx
    .update(fabrics)
    .set({ waitingSince: after.waitingSince, wakeAt: nextWakeAt(after, now) })
    .where(eq(fabrics.id, inserted.id))
    .returning();
  if (fabric === undefined) throw new Error('a new fabric vanished');
  const first = await logTransition(tx, fabric.id, null, calculateSyncState(fabric, now), now, cause);
  await queueDeliveries(tx, fabric, [...first, ...(await writeNotices(tx, fabric, now))]);
  await notifyFabric(tx, fabric.id);
  return fabric;
}
