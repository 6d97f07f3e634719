import { plainSql, type Transaction } from '#db/client.ts';
import { selectedColumns } from '#db/plain-columns.ts';
import { fabrics, notices, type FabricRow, type NoticeRow } from '#db/schema/index.ts';
import type { SyncState } from '#server/domain/sync-state.ts';

/** A fabric whose row is locked until the transaction ends, and what stands beside it. */
export interface LockedFabric {
  readonly fabric: FabricRow;
  /** The database's clock, not the transaction's start: the lock may have been waited for. */
  readonly now: Date;
  /** Where the transition log ends; null = nothing is logged. */
  readonly loggedState: SyncState | null;
  readonly openNotices: readonly NoticeRow[];
}

/** Written once, and prepared by the server: every change of a fabric begins with them. */
const LOCK_TEXT = `select ${selectedColumns(fabrics)} from fabrics where id = $1 for no key update`;
const BESIDE_TEXT = `
  select clock_timestamp() as now, (
    select data->>'to' from events where fabric_id = $1 and kind = 'transition' order by id desc limit 1
  ) as "loggedState"`;
const NOTICES_TEXT = `select ${selectedColumns(notices)} from notices where fabric_id = $1 and closed_at is null order by id`;

/**
 * Null when there is no such fabric. Three statements sent as one: each begins when the one before it has ended, so that the
 * clock and what is read beside the row are of the time after the lock.
 */
export async function lockFabric(tx: Transaction, id: number): Promise<LockedFabric | null> {
  const sql = plainSql(tx);
  const [[fabric], [beside], openNotices] = await Promise.all([
    sql.unsafe<FabricRow[]>(LOCK_TEXT, [id], { prepare: true }),
    sql.unsafe<Pick<LockedFabric, 'now' | 'loggedState'>[]>(BESIDE_TEXT, [id], { prepare: true }),
    sql.unsafe<NoticeRow[]>(NOTICES_TEXT, [id], { prepare: true }),
  ]);
  if (fabric === undefined || beside === undefined) return null;
  return { fabric, ...beside, openNotices };
}
