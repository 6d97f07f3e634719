import { sql, type SQL } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { GRACE_SECONDS, type SyncState } from '#server/domain/sync-state.ts';

/**
 * The SQL twin of calculateSyncState, for filters and counts over many fabrics; held equal to it by a property test.
 * White space is what JavaScript's trim() takes off; not every Postgres reads \v as the vertical tab.
 */
const BLANK_CHARACTERS = String.raw`E' \t\n\u000b\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'`;

const isBlank = (column: unknown): SQL =>
  sql`btrim(coalesce(${column}, ''), ${sql.raw(BLANK_CHARACTERS)}) = ''`;

export function syncStateSql(now: SQL = sql`clock_timestamp()`): SQL<SyncState> {
  return sql<SyncState>`case
    when ${isBlank(fabrics.kubernetesServer)} then 'not_configured'
    when not ${fabrics.syncEnabled} then 'disabled'
    when ${fabrics.activeRunId} is not null then 'syncing'
    when not ${isBlank(fabrics.connectionError)} or not ${isBlank(fabrics.syncError)} then 'error'
    when ${fabrics.lastSync} is null then 'never_synced'
    when ${fabrics.syncInterval} > 0
      and ${now} > ${fabrics.lastSync} + make_interval(secs => ${fabrics.syncInterval} + ${sql.raw(String(GRACE_SECONDS))}) then 'out_of_sync'
    else 'in_sync'
  end`;
}
