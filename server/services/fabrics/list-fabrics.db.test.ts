import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { fabrics } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { listQuery } from '#server/domain/wire/list.ts';
import {
  countFabricsByState,
  listFabrics,
  type FabricListQuery,
} from '#server/services/fabrics/list-fabrics.ts';
import {
  failedFabric,
  newFabric,
  setFabric,
  startRun,
  testContext,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeAll(async () => {
  await verifiedFabric(ctx, { name: 'in_sync' });
  await newFabric(ctx, { name: 'not_configured', kubernetes_server: '' });
  await newFabric(ctx, { name: 'disabled', sync_enabled: false });
  const late = await verifiedFabric(ctx, { name: 'out_of_sync', description: '100 % late_' });
  await db
    .update(fabrics)
    .set({ lastSync: sql`clock_timestamp() - interval '1 h'` })
    .where(eq(fabrics.id, late.id));
  const failed = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');
  await setFabric(db, failed.id, { name: 'error', kubernetesServer: 'https://Broken.example' });
  const running = await newFabric(ctx, { name: 'syncing' });
  await startRun(ctx, running.id);
  await newFabric(ctx, { name: 'never_synced' });
});

const BY_URGENCY = [
  'error',
  'out_of_sync',
  'never_synced',
  'syncing',
  'not_configured',
  'disabled',
  'in_sync',
];

const list = async (query: Partial<FabricListQuery>) => {
  const { count, results } = await listFabrics(ctx, { ...listQuery.parse({}), ...query });
  return { count, names: results.map(({ name }) => name) };
};

test('what needs a person stands first', async () => {
  expect(await list({})).toEqual({ count: 7, names: BY_URGENCY });
});

test('an ordering that does not exist is refused by name', async () => {
  await expect(list({ ordering: 'nonsense' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});

test.each(SYNC_STATES)('the filter %s finds the fabric in that state', async (state) => {
  expect(await list({ state })).toEqual({ count: 1, names: [state] });
});

test('the counts by state are those of the filters', async () => {
  expect(await countFabricsByState(ctx)).toEqual(Object.fromEntries(SYNC_STATES.map((state) => [state, 1])));
});

test.each<[string, string[]]>([
  ['name', [...BY_URGENCY].sort()],
  ['-name', [...BY_URGENCY].sort().reverse()],
  ['id', ['in_sync', 'not_configured', 'disabled', 'out_of_sync', 'error', 'syncing', 'never_synced']],
])('ordered by %s', async (ordering, names) => {
  expect((await list({ ordering })).names).toEqual(names);
});

describe('a search', () => {
  test.each<[string, string[]]>([
    ['SYNC', ['out_of_sync', 'never_synced', 'syncing', 'in_sync']],
    ['broken', ['error']],
    ['100 %', ['out_of_sync']],
    ['%', ['out_of_sync']],
    ['late_', ['out_of_sync']],
    ['lat__', []],
    ['\\', []],
    ["'; drop table fabrics; --", []],
  ])('for %s', async (q, names) => {
    expect(await list({ q })).toEqual({ count: names.length, names });
  });
});

test('a name is matched whole', async () => {
  expect((await list({ name: 'error' })).names).toEqual(['error']);
  expect((await list({ name: 'err' })).names).toEqual([]);
});

test('pages together are the list, and each counts all', async () => {
  const pages = await Promise.all([0, 3, 6, 9].map((offset) => list({ limit: 3, offset })));

  expect(pages.flatMap(({ names }) => names)).toEqual(BY_URGENCY);
  expect(pages.map(({ count }) => count)).toEqual([7, 7, 7, 7]);
});
