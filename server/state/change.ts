import { eq } from 'drizzle-orm';
import { plainSql, type DatabaseOrTransaction, type Transaction } from '#db/client.ts';
import { writtenColumns } from '#db/plain-columns.ts';
import { fabrics, type FabricInsert, type FabricRow } from '#db/schema/index.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { waitingSince } from '#server/domain/waiting-since.ts';
import { nextWakeAt } from '#server/domain/wake.ts';
import { writeHistory, type AuditEntry } from '#server/state/audit.ts';
import { lockFabric } from '#server/state/lock-fabric.ts';
import { CHANNEL, notifyFabric, type Notice } from '#server/state/notify.ts';
import { queueDeliveries } from '#server/state/queue-deliveries.ts';
import {
  auditRefusal,
  ownTransition,
  pastTransition,
  RefusedTransition,
  type Cause,
} from '#server/state/transition-log.ts';
import { writeNotices } from '#server/state/write-notices.ts';

export type FabricPatch = Partial<
  Omit<FabricRow, 'id' | 'ownerUuid' | 'wakeAt' | 'waitingSince' | 'createdAt'>
>;

/** The database's clock, not the transaction's start: a lock may have been waited for. */
export async function databaseNow(tx: DatabaseOrTransaction): Promise<Date> {
  const [row] = await plainSql(tx)<{ now: Date }[]>`select clock_timestamp() as now`;
  if (row === undefined) throw new Error('select clock_timestamp() returned no row');
  return row.now;
}

/** What a change does under the lock. */
export interface Change<T> {
  readonly patch: FabricPatch;
  readonly result: T;
  /** One that is truer than the cause's, known only under the lock. */
  readonly reason?: string;
  /** Written with the fabric, without a way of its own to the database. */
  readonly audited?: AuditEntry;
}

/**
 * The only way by which an input of a fabric's sync state is written: locks the row, lets `decide` say what changes, writes
 * it with the new wake time, logs every transition (also those that time alone has made since), opens and closes notices, queues
 * what receivers asked for, and tells the listeners.
 * All in one transaction; a transition that is not allowed undoes it, and is audited.
 *
 * @returns null when the fabric does not exist; else what `decide` returned as result
 */
export async function changeFabric<T>(
  db: DatabaseOrTransaction,
  fabricId: number,
  cause: Cause,
  decide: (tx: Transaction, fabric: FabricRow, now: Date) => Promise<Change<T>>,
): Promise<{ result: T; fabric: FabricRow } | null> {
  const changing = db.transaction(async (tx) => {
    const locked = await lockFabric(tx, fabricId);
    if (locked === null) return null;
    const { fabric: before, now, loggedState, openNotices } = locked;
    const stateBefore = calculateSyncState(before, now);
    const past = pastTransition(fabricId, loggedState, stateBefore, now);
    // Before what `decide` may log.
    await writeHistory(tx, past.entries);

    const { patch, result, reason = cause.reason, audited } = await decide(tx, before, now);
    const changed: FabricRow = { ...before, ...definedOf(patch) };
    const waiting: FabricRow = { ...changed, waitingSince: waitingSince(before, changed, now) };
    const fabric: FabricRow = { ...waiting, wakeAt: nextWakeAt(waiting, now) };
    const { waitingSince: since, wakeAt } = fabric;
    const stateAfter = calculateSyncState(fabric, now);
    const byCause = ownTransition(fabricId, stateBefore, stateAfter, now, { ...cause, reason });
    const ofNotices = await writeNotices(tx, fabric, openNotices, now);
    // Nothing here waits for an answer of another: they are sent as one.
    await Promise.all([
      writeFabric(tx, fabricId, { ...patch, waitingSince: since, wakeAt }),
      writeHistory(tx, [...(audited === undefined ? [] : [audited]), ...byCause.entries]),
      queueDeliveries(tx, fabric, [...past.news, ...byCause.news, ...ofNotices]),
    ]);
    return { result, fabric };
  });
  return await changing.catch(async (error: unknown) => {
    if (error instanceof RefusedTransition) await auditRefusal(db, fabricId, cause, error);
    throw error;
  });
}

/** Without what is named but not given: it is not written either. */
const definedOf = (patch: FabricPatch): FabricPatch =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

/** Writes columns of a fabric, and tells the listeners. */
async function writeFabric(tx: Transaction, id: number, row: Partial<FabricRow>): Promise<void> {
  const { names, values } = writtenColumns(fabrics, row);
  const notice: Notice = { t: 'fabric', id };
  const set = names.map((name, index) => `${name} = $${index + 4}`).join(', ');
  const written = await plainSql(tx).unsafe(
    `update fabrics set ${set} where id = $1 returning pg_notify($2, $3)`,
    [id, CHANNEL, JSON.stringify(notice), ...values],
    { prepare: true },
  );
  if (written.length === 0) throw new Error(`fabric ${id} vanished under its lock`);
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
  const first = ownTransition(fabric.id, null, calculateSyncState(fabric, now), now, cause);
  await writeHistory(tx, first.entries);
  await queueDeliveries(tx, fabric, [...first.news, ...(await writeNotices(tx, fabric, [], now))]);
  await notifyFabric(tx, fabric.id);
  return fabric;
}
