import { and, asc, count, desc, eq, ilike, or, sql, type SQL } from 'drizzle-orm';
import { fabrics } from '#db/schema/index.ts';
import { syncStateSql } from '#db/sync-state-sql.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import type { Context } from '#server/services/context.ts';
import { presentFabric } from '#server/services/fabrics/present-fabric.ts';
import { selectFabrics } from '#server/services/fabrics/select-fabrics.ts';

export interface FabricListQuery extends ListQuery {
  readonly state?: SyncState | undefined;
  readonly name?: string | undefined;
}

/** Failing and overdue first: what needs a person stands on top. */
const BY_URGENCY = sql`array_position(array['error', 'out_of_sync', 'never_synced', 'syncing', 'not_configured', 'disabled', 'in_sync'], ${syncStateSql()})`;

const ORDERINGS: Readonly<Record<string, SQL>> = {
  id: sql`${fabrics.id}`,
  name: sql`${fabrics.name}`,
  last_sync: sql`${fabrics.lastSync}`,
  created_at: sql`${fabrics.createdAt}`,
  updated_at: sql`${fabrics.updatedAt}`,
};

/** A page of fabrics and the count of all that match; filtered, ordered and cut in SQL. */
export async function listFabrics(
  ctx: Pick<Context, 'db'>,
  query: FabricListQuery,
): Promise<{ count: number; results: Fabric[] }> {
  const where = and(
    query.state === undefined ? undefined : eq(syncStateSql(), query.state),
    query.name === undefined ? undefined : eq(fabrics.name, query.name),
    query.q === undefined ? undefined : matches(query.q),
  );
  const [total] = await ctx.db.select({ count: count() }).from(fabrics).where(where);
  const rows = await selectFabrics(ctx.db)
    .where(where)
    .orderBy(...order(query.ordering))
    .limit(query.limit)
    .offset(query.offset);
  return { count: total?.count ?? 0, results: rows.map(presentFabric) };
}

/** How many fabrics are in each state, for the bar over the list. */
export async function countFabricsByState(
  ctx: Pick<Context, 'db'>,
): Promise<Partial<Record<SyncState, number>>> {
  const state = syncStateSql();
  const rows = await ctx.db
    .select({ state, count: count() })
    .from(fabrics)
    .groupBy(sql`1`);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

function matches(text: string): SQL | undefined {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return or(
    ilike(fabrics.name, pattern),
    ilike(fabrics.description, pattern),
    ilike(fabrics.kubernetesServer, pattern),
  );
}

function order(ordering: string | undefined): SQL[] {
  const descending = ordering?.startsWith('-') ?? false;
  const column = ORDERINGS[ordering?.replace(/^-/, '') ?? ''];
  if (column === undefined) return [BY_URGENCY, asc(fabrics.name)];
  return [descending ? desc(column) : asc(column), asc(fabrics.id)];
}
