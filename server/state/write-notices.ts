import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { notices, type FabricRow, type NoticeRow } from '#db/schema/index.ts';
import { reconcileNotices } from '#server/domain/notices/reconcile-notices.ts';
import { standingNotices, type StandingNotice } from '#server/domain/notices/standing-notices.ts';
import { notify } from '#server/state/notify.ts';
import type { News } from '#server/state/queue-deliveries.ts';

/**
 * Opens, closes and rewords the notices of a fabric as its row asks for, in the transaction of the cause. The fabric's lock,
 * which the caller holds, keeps two processes from opening one twice.
 * @param stored those that are open, read under the lock
 * @returns what there is to tell about it
 */
export async function writeNotices(
  tx: Transaction,
  fabric: FabricRow,
  stored: readonly NoticeRow[],
  now: Date,
): Promise<News[]> {
  const { open, close, refresh } = reconcileNotices(
    stored,
    standingNotices(fabric, now),
    fabric.activeRunId !== null,
  );
  if (open.length + close.length + refresh.length === 0) return [];
  for (const { id, notice } of refresh) {
    await tx.update(notices).set(columnsOf(notice)).where(eq(notices.id, id));
  }
  for (const { id } of close) {
    await tx.update(notices).set({ closedAt: now }).where(eq(notices.id, id));
  }
  const opened =
    open.length === 0
      ? []
      : await tx
          .insert(notices)
          .values(
            open.map((notice) => ({
              ...columnsOf(notice),
              kind: notice.kind,
              fabricId: fabric.id,
              openedAt: now,
            })),
          )
          .returning();
  await notify(tx, { t: 'notice', id: fabric.id });
  return [
    ...close.map((row): News => ({
      topic: 'notices',
      event: 'notice.closed',
      at: now,
      data: told(row, now),
    })),
    ...opened.map((row): News => ({
      topic: 'notices',
      event: 'notice.opened',
      at: now,
      data: told(row, null),
    })),
  ];
}

const columnsOf = ({ severity, title, text, advice, data }: StandingNotice) => ({
  severity,
  title,
  text,
  advice,
  data,
});

const told = (row: NoticeRow, closedAt: Date | null) => ({
  id: row.id,
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  text: row.text,
  advice: row.advice,
  opened_at: row.openedAt.toISOString(),
  closed_at: closedAt?.toISOString() ?? null,
  data: row.data,
});
