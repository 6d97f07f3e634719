import { and, count, desc, eq, ilike, or } from 'drizzle-orm';
import { auditEvents } from '#db/schema/index.ts';
import type { AuditEvent } from '#server/domain/wire/history.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';

export interface AuditListQuery extends ListQuery {
  readonly fabric_id?: number | undefined;
  readonly kind?: string | undefined;
  readonly subject_type?: string | undefined;
  readonly subject_id?: string | undefined;
  readonly actor?: string | undefined;
}

const ORDERINGS = {
  id: auditEvents.id,
  at: auditEvents.at,
  kind: auditEvents.kind,
  actor: auditEvents.actor,
};

/** Newest first, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listAuditEvents(
  ctx: Pick<Context, 'db'>,
  query: AuditListQuery,
): Promise<{ count: number; results: AuditEvent[] }> {
  const where = and(
    query.fabric_id === undefined ? undefined : eq(auditEvents.fabricId, query.fabric_id),
    query.kind === undefined ? undefined : eq(auditEvents.kind, query.kind),
    query.subject_type === undefined ? undefined : eq(auditEvents.subjectType, query.subject_type),
    query.subject_id === undefined ? undefined : eq(auditEvents.subjectId, query.subject_id),
    query.actor === undefined ? undefined : eq(auditEvents.actor, query.actor),
    query.q === undefined
      ? undefined
      : or(ilike(auditEvents.kind, containing(query.q)), ilike(auditEvents.actor, containing(query.q))),
  );
  const [total] = await ctx.db.select({ count: count() }).from(auditEvents).where(where);
  const rows = await ctx.db
    .select()
    .from(auditEvents)
    .where(where)
    .orderBy(...listOrder(query.ordering, ORDERINGS, [desc(auditEvents.id)], auditEvents.id))
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
