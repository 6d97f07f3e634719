import { and, asc, count, eq, getTableColumns, ilike } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Resource } from '#server/domain/wire/resource.ts';
import type { DriftStatus } from '#server/domain/words.ts';
import type { Context } from '#server/services/context.ts';
import { containing, listOrder } from '#server/services/list-order.ts';
import { presentResource } from '#server/services/resources/present-resource.ts';

export interface ResourceListQuery extends ListQuery {
  readonly fabric_id?: number | undefined;
  readonly kind?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly drift_status?: DriftStatus | undefined;
}

const ORDERINGS = {
  id: resources.id,
  fabric_id: resources.fabricId,
  kind: resources.kind,
  namespace: resources.namespace,
  name: resources.name,
  drift_status: resources.driftStatus,
  verified_at: resources.verifiedAt,
  updated_at: resources.updatedAt,
};

const { desired: _, ...columns } = getTableColumns(resources);

/** By fabric, kind and name, unless asked otherwise. @throws AppError REQUEST_INVALID for an unknown ordering */
export async function listResources(
  ctx: Pick<Context, 'db'>,
  query: ResourceListQuery,
): Promise<{ count: number; results: Resource[] }> {
  const where = and(
    query.fabric_id === undefined ? undefined : eq(resources.fabricId, query.fabric_id),
    query.kind === undefined ? undefined : eq(resources.kind, query.kind),
    query.namespace === undefined ? undefined : eq(resources.namespace, query.namespace),
    query.name === undefined ? undefined : eq(resources.name, query.name),
    query.drift_status === undefined ? undefined : eq(resources.driftStatus, query.drift_status),
    query.q === undefined ? undefined : ilike(resources.name, containing(query.q)),
  );
  const byIdentity = [resources.fabricId, resources.kind, resources.namespace, resources.name].map((column) =>
    asc(column),
  );
  const [total] = await ctx.db.select({ count: count() }).from(resources).where(where);
  const rows = await ctx.db
    .select(columns)
    .from(resources)
    .where(where)
    .orderBy(...listOrder(query.ordering, ORDERINGS, byIdentity, resources.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentResource) };
}
