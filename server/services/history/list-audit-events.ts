import { and, count, desc, or } from 'drizzle-orm';
import { auditEvents } from '#db/schema/index.ts';
import type { AuditEvent } from '#server/domain/wire/history.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { contains, isAnyOf, isBetween, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';

export interface AuditListQuery extends ListQuery {
  readonly fabric_id?: AnyOf<number>;
  readonly run_id?: AnyOf<number>;
  readonly kind?: AnyOf<string>;
  readonly subject_type?: AnyOf<string>;
  readonly subject_id?: AnyOf<string>;
  readonly actor?: AnyOf<string>;
  readonly at__gte?: string | undefined;
  readonly at__lt?: string | undefined;
}

export const AUDIT_ORDERINGS = {
  id: auditEvents.id,
  at: auditEvents.at,
  kind: auditEvents.kind,
  actor: auditEvents.actor,
};

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listAuditEvents(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: AuditListQuery,
): Promise<{ count: number; results: AuditEvent[] }> {
  const where = and(
    ofVisibleFabrics(ctx.actor, auditEvents.fabricId),
    isAnyOf(auditEvents.fabricId, query.fabric_id),
    isAnyOf(auditEvents.runId, query.run_id),
    isAnyOf(auditEvents.kind, query.kind),
    isAnyOf(auditEvents.subjectType, query.subject_type),
    isAnyOf(auditEvents.subjectId, query.subject_id),
    isAnyOf(auditEvents.actor, query.actor),
    ...isBetween(auditEvents.at, query.at__gte, query.at__lt),
    or(contains(auditEvents.kind, query.q), contains(auditEvents.actor, query.q)),
  );
  const [total] = await ctx.db.select({ count: count() }).from(auditEvents).where(where);
  const rows = await ctx.db
    .select()
    .from(auditEvents)
    .where(where)
    .orderBy(...listOrder(query.ordering, AUDIT_ORDERINGS, [desc(auditEvents.id)], auditEvents.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(present) };
}

const present = (row: typeof auditEvents.$inferSelect): AuditEvent => ({
  id: row.id,
  at: row.at.toISOString(),
  kind: row.kind,
  subject_type: row.subjectType,
  subject_id: row.subjectId,
  fabric_id: row.fabricId,
  run_id: row.runId,
  actor: row.actor,
  data: row.data,
});
