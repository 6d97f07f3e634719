import { and, asc, count, eq, or, sql, type SQL } from 'drizzle-orm';
import { plainSql } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import { syncStateSql } from '#db/sync-state-sql.ts';
import type { SyncState } from '#server/domain/sync-state.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { ListQuery } from '#server/domain/wire/list.ts';
import { visibleFabricIds } from '#server/domain/permissions.ts';
import { accessOf, ofVisibleFabrics } from '#server/services/access.ts';
import type { Context } from '#server/services/context.ts';
import { presentFabric } from '#server/services/fabrics/present-fabric.ts';
import { shownFabrics } from '#server/services/fabrics/shown-fabrics.ts';
import { contains, isAnyOf, isBetween, type AnyOf } from '#server/services/list-filter.ts';
import { listOrder } from '#server/services/list-order.ts';
import { shareReads } from '#server/services/share-reads.ts';

export interface FabricListQuery extends ListQuery {
  readonly id?: AnyOf<number>;
  readonly state?: AnyOf<SyncState>;
  readonly sync_status?: AnyOf<SyncState>;
  readonly calculated_sync_status?: AnyOf<SyncState>;
  readonly name?: AnyOf<string>;
  readonly name__ic?: string | undefined;
  readonly git_repository?: AnyOf<number>;
  readonly kubernetes_namespace?: AnyOf<string>;
  readonly sync_enabled?: boolean | undefined;
  readonly last_sync__gte?: string | undefined;
  readonly last_sync__lt?: string | undefined;
}

interface FabricPage {
  readonly count: number;
  readonly results: readonly Fabric[];
}
/** Well under a pool's connections: other requests need some too, and each page that waits is read once for more people. */
const READINGS_AT_ONCE = 4;
const READING_MS = 15_000;
const sharing = new WeakMap<Context['db'], ReturnType<typeof shareReads<FabricPage>>>();

/** Failing and overdue first: what needs a person stands on top. */
const BY_URGENCY = sql`array_position(array['error', 'out_of_sync', 'never_synced', 'syncing', 'not_configured', 'disabled', 'in_sync'], ${syncStateSql()})`;

export const FABRIC_ORDERINGS = {
  id: fabrics.id,
  name: fabrics.name,
  /** Most urgent first. */
  sync_status: BY_URGENCY,
  last_sync: fabrics.lastSync,
  sync_interval: fabrics.syncInterval,
  drift_count: fabrics.driftCount,
  created_at: fabrics.createdAt,
  updated_at: fabrics.updatedAt,
};

/**
 * A page of fabrics and the count of all that match; filtered, ordered and cut in SQL. The most urgent first, unless asked
 * otherwise. @throws AppError REQUEST_INVALID for an unknown ordering
 */
export async function listFabrics(
  ctx: Pick<Context, 'db' | 'actor'>,
  query: FabricListQuery,
): Promise<FabricPage> {
  const share = sharing.get(ctx.db) ?? shareReads<FabricPage>(READINGS_AT_ONCE, READING_MS);
  sharing.set(ctx.db, share);
  const seen = visibleFabricIds(accessOf(ctx.actor));
  return await share(JSON.stringify([query, seen === null ? null : [...seen]]), () => readPage(ctx, query));
}

async function readPage(ctx: Pick<Context, 'db' | 'actor'>, query: FabricListQuery): Promise<FabricPage> {
  const where = and(
    ofVisibleFabrics(ctx.actor, fabrics.id),
    isAnyOf(fabrics.id, query.id),
    isAnyOf(syncStateSql(), query.state),
    isAnyOf(syncStateSql(), query.sync_status),
    isAnyOf(syncStateSql(), query.calculated_sync_status),
    isAnyOf(fabrics.name, query.name),
    contains(fabrics.name, query.name__ic),
    isAnyOf(fabrics.gitRepositoryId, query.git_repository),
    isAnyOf(fabrics.kubernetesNamespace, query.kubernetes_namespace),
    query.sync_enabled === undefined ? undefined : eq(fabrics.syncEnabled, query.sync_enabled),
    ...isBetween(fabrics.lastSync, query.last_sync__gte, query.last_sync__lt),
    or(
      contains(fabrics.name, query.q),
      contains(fabrics.description, query.q),
      contains(fabrics.kubernetesServer, query.q),
    ),
  );
  // First which, then those: sorting whole rows with all that is joined to them was nine tenths of the time.
  const { text, params } = whichStatement(ctx.db, query, where);
  // Prepared by the server where the text is always the same; of filters there are too many to keep.
  const page = await plainSql(ctx.db).unsafe<{ id: number; total: number }[]>(text, params as never[], {
    prepare: where === undefined,
  });
  const rows = await shownFabrics(
    ctx.db,
    page.map(({ id }) => id),
  );
  return {
    count: page[0]?.total ?? (await countOf(ctx.db, where))[0]?.count ?? 0,
    results: rows.map(presentFabric),
  };
}

const countOf = (db: Context['db'], where: SQL | undefined) =>
  db.select({ count: count() }).from(fabrics).where(where);

interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** Of the list as everybody sees it first: to write it anew each time took as long as to answer it. */
let plainText: string | undefined;

/** Which fabrics are on the page, and how many match. */
function whichStatement(db: Context['db'], query: FabricListQuery, where: SQL | undefined): Statement {
  const { ordering, limit, offset } = query;
  if (where !== undefined || (ordering ?? '') !== '') {
    return writtenStatement(db, ordering, { limit, offset }, where);
  }
  plainText ??= writtenStatement(db, undefined, { limit: 1, offset: 1 }, undefined).text;
  return { text: plainText, params: [limit, offset] };
}

function writtenStatement(
  db: Context['db'],
  ordering: string | undefined,
  { limit, offset }: Pick<ListQuery, 'limit' | 'offset'>,
  where: SQL | undefined,
): Statement {
  const byUrgency = [asc(BY_URGENCY), asc(fabrics.name)];
  const asked = db
    .select({ id: fabrics.id, total: sql<number>`(${countOf(db, where)})`.as('total') })
    .from(fabrics)
    .where(where)
    .orderBy(...listOrder(ordering, FABRIC_ORDERINGS, byUrgency, fabrics.id))
    .limit(limit)
    .offset(offset)
    .toSQL();
  return { text: asked.sql, params: asked.params };
}

/** How many fabrics are in each state, for the bar over the list. */
export async function countFabricsByState(
  ctx: Pick<Context, 'db' | 'actor'>,
): Promise<Partial<Record<SyncState, number>>> {
  const state = syncStateSql();
  const rows = await ctx.db
    .select({ state, count: count() })
    .from(fabrics)
    .where(ofVisibleFabrics(ctx.actor, fabrics.id))
    .groupBy(sql`1`);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
