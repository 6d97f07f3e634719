import { eq, getTableColumns } from 'drizzle-orm';
import type { DatabaseOrTransaction } from '#db/client.ts';
import { fabrics, notices, type NoticeRow } from '#db/schema/index.ts';
import type { Notice } from '#server/domain/wire/notice.ts';

export function selectNotices(db: DatabaseOrTransaction) {
  return db
    .select({ ...getTableColumns(notices), fabricName: fabrics.name })
    .from(notices)
    .innerJoin(fabrics, eq(fabrics.id, notices.fabricId))
    .$dynamic();
}

export const presentNotice = (row: NoticeRow & { readonly fabricName: string }): Notice => ({
  id: row.id,
  fabric_id: row.fabricId,
  fabric_name: row.fabricName,
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  text: row.text,
  advice: row.advice,
  data: row.data,
  opened_at: row.openedAt.toISOString(),
  closed_at: row.closedAt?.toISOString() ?? null,
  acknowledged_at: row.acknowledgedAt?.toISOString() ?? null,
  acknowledged_by: row.acknowledgedBy,
});
