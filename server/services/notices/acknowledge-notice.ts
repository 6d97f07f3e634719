import { and, eq, isNull } from 'drizzle-orm';
import { notices } from '#db/schema/index.ts';
import { AppError } from '#server/domain/app-error.ts';
import type { Notice } from '#server/domain/wire/notice.ts';
import { ofVisibleFabrics, requireFabric } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { presentNotice, selectNotices } from '#server/services/notices/present-notice.ts';
import { audit } from '#server/state/audit.ts';
import { databaseNow } from '#server/state/change.ts';
import { notify } from '#server/state/notify.ts';

const noticeNotFound = (id: number): AppError => new AppError('NOT_FOUND', { what: `Notice with ID ${id}` });

/** Says that somebody takes care of it; the first who says so stays. It closes with its cause, not by this. @throws AppError NOT_FOUND, FORBIDDEN */
export async function acknowledgeNotice(ctx: Context, id: number): Promise<Notice> {
  return await ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ fabricId: notices.fabricId })
      .from(notices)
      .where(and(eq(notices.id, id), ofVisibleFabrics(ctx.actor, notices.fabricId)));
    if (found === undefined) throw noticeNotFound(id);
    requireFabric(ctx.actor, found.fabricId, 'operate');
    const [changed] = await tx
      .update(notices)
      .set({ acknowledgedAt: await databaseNow(tx), acknowledgedBy: ctx.actor.name })
      .where(and(eq(notices.id, id), isNull(notices.acknowledgedAt)))
      .returning();
    const [row] = await selectNotices(tx).where(eq(notices.id, id));
    if (row === undefined) throw noticeNotFound(id);
    if (changed !== undefined) {
      await audit(tx, {
        kind: 'notice.acknowledged',
        subjectType: 'notice',
        subjectId: id,
        fabricId: row.fabricId,
        actor: ctx.actor.name,
        data: { kind: row.kind },
      });
      await notify(tx, { t: 'notice', id: row.fabricId });
    }
    return presentNotice(row);
  });
}
