import { and, asc, count, getTableColumns } from 'drizzle-orm';
import { resources } from '#db/schema/index.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Resource } from '#server/domain/wire/resource.ts';
import type { DriftStatus } from '#server/domain/words.ts';
import { ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { contains, isAnyOf, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';
import { presentResource } from '#server/services/resources/present-resource.ts';

export interface ResourceListQuery extends ListQuery {
  readonly id?: AnyOf<number>;
  readonly fabric_id?: AnyOf<number>;
  readonly kind?: AnyOf<string>;
  readonly namespace?: AnyOf<string>;
  readonly name?: AnyOf<string>;
  readonly name__ic?: string | undefined;
  readonly drift_status?: AnyOf<DriftStatus>;
}

export const RESOURCE_ORDERINGS = {
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
  ctx: Pick<Context, 'db' | 'actor'>,
  query: ResourceListQuery,
): Promise<{ count: number; results: Resource[] }> {
  const where = and(
    ofVisibleFabrics(ctx.actor, resources.fabricId),
    isAnyOf(resources.id, query.id),
    isAnyOf(resources.fabricId, query.fabric_id),
    isAnyOf(resources.kind, query.kind),
    isAnyOf(resources.namespace, query.namespace),
    isAnyOf(resources.name, query.name),
    contains(resources.name, query.name__ic),
    isAnyOf(resources.driftStatus, query.drift_status),
    contains(resources.name, query.q),
  );
  const byIdentity = [resources.fabricId, resources.kind, resources.namespace, resources.name].map((column) =>
    asc(column),
  );
  const [total] = await ctx.db.select({ count: count() }).from(resources).where(where);
  const rows = await ctx.db
    .select(columns)
    .from(resources)
    .where(where)
    .orderBy(...listOrder(query.ordering, RESOURCE_ORDERINGS, byIdentity, resources.id))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentResource) };
}
