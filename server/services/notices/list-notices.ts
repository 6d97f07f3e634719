import { and, count, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { notices } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Notice } from '#server/domain/wire/notice.ts';
import type { NoticeKind } from '#server/domain/words.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { listOrder } from '#server/services/list-order.ts';
import { presentNotice, selectNotices } from '#server/services/notices/present-notice.ts';

export interface NoticeListQuery extends ListQuery {
  readonly fabric_id?: number | undefined;
  readonly open?: boolean | undefined;
  readonly acknowledged?: boolean | undefined;
  readonly kind?: NoticeKind | undefined;
}

const ORDERINGS = { id: notices.id, opened_at: notices.openedAt, closed_at: notices.closedAt };

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listNotices(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: NoticeListQuery,
): Promise<{ count: number; results: Notice[] }> {
  const { fabric_id, open, acknowledged, kind } = query;
  const where = and(
    ofVisibleFabrics(ctx.actor, notices.fabricId),
    fabric_id === undefined ? undefined : eq(notices.fabricId, fabric_id),
    open === undefined ? undefined : open ? isNull(notices.closedAt) : isNotNull(notices.closedAt),
    acknowledged === undefined
      ? undefined
      : acknowledged
        ? isNotNull(notices.acknowledgedAt)
        : isNull(notices.acknowledgedAt),
    kind === undefined ? undefined : eq(notices.kind, kind),
  );
  const [total] = await ctx.db.select({ count: count() }).from(notices).where(where);
  const rows = await selectNotices(ctx.db)
    .where(where)
    .orderBy(...listOrder(query.ordering, ORDERINGS, [desc(notices.id)], notices.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentNotice) };
}
