import { count, sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fabrics, type FabricInsert } from '#db/schema/index.ts';
import { syncStateSql } from '#db/sync-state-sql.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { calculateSyncState, SYNC_STATES, type SyncState } from '#server/domain/sync-state.ts';

const { db } = await testDatabase();
const NOW = new Date('2026-03-01T12:00:00.000Z');
const NOW_SQL = sql`${NOW.toISOString()}::timestamptz`;

/** Everything that JavaScript's trim() takes off. */
const WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'.split(
    '',
  );
/** Looks like white space, or like the letter of an escape, and is neither. */
const NO_WHITE_SPACE = [
  'v',
  't',
  'n',
  'r',
  'f',
  'u',
  '0',
  '\\',
  '\u200b',
  '\u0085',
  '\u180e',
  '\u2060',
  'é',
  '🧵',
];

const blank = fc.string({ unit: fc.constantFrom(...WHITE_SPACE), maxLength: 3 });
const someText = fc.string({
  unit: fc.constantFrom(...WHITE_SPACE, ...NO_WHITE_SPACE),
  minLength: 1,
  maxLength: 3,
});
const errorText = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: blank },
  { weight: 1, arbitrary: someText },
);

/** Around the boundary to the millisecond, or any other. */
const age = fc.oneof(
  fc.record({ pastBoundaryMs: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ ms: fc.integer({ min: -1_000, max: 2 * 86_400_000 }) }),
);
const interval = fc.oneof(
  fc.constant(0),
  fc.constant(60),
  fc.constant(86_400),
  fc.integer({ min: 60, max: 86_400 }),
);

const drawn = fc.record({
  kubernetesServer: fc.oneof({ weight: 1, arbitrary: blank }, { weight: 4, arbitrary: someText }),
  syncEnabled: fc.constantFrom(true, true, true, false),
  syncInterval: interval,
  activeRunId: fc.constantFrom(null, null, null, 0, 7),
  connectionError: errorText,
  syncError: errorText,
  age: fc.option(age),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

function lastSyncOf({ age, syncInterval }: Drawn): Date | null {
  if (age === null) return null;
  return new Date(NOW.getTime() - ('ms' in age ? age.ms : (syncInterval + 5) * 1_000 + age.pastBoundaryMs));
}

/** What the database says of these rows at NOW, in their order. */
async function statesInSql(rows: readonly FabricInsert[]): Promise<SyncState[]> {
  await db.delete(fabrics);
  await db.insert(fabrics).values([...rows]);
  const found = await db
    .select({ state: syncStateSql(NOW_SQL) })
    .from(fabrics)
    .orderBy(fabrics.id);
  return found.map(({ state }) => state);
}

test('the SQL twin equals calculateSyncState over all inputs', async () => {
  const seen = new Set<SyncState>();
  const batch = fc.array(drawn, { minLength: 1, maxLength: 200, size: 'max' });

  await fc.assert(
    fc.asyncProperty(batch, async (all) => {
      const rows = all.map((row, index) => {
        const { age: _, ...columns } = row;
        return Object.assign(columns, { name: `fabric ${index}`, lastSync: lastSyncOf(row) });
      });
      const expected = rows.map((row) => calculateSyncState(row, NOW));
      for (const state of expected) seen.add(state);

      expect(await statesInSql(rows)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
  expect([...seen].sort()).toEqual([...SYNC_STATES].sort());
});

const GOOD = { name: 'lab', kubernetesServer: 'https://a', lastSync: new Date(NOW.getTime() - 1_000) };

test.each(WHITE_SPACE.map((character) => [character.codePointAt(0)?.toString(16), character]))(
  'a server of U+%s is none',
  async (_, kubernetesServer) => {
    expect(await statesInSql([{ ...GOOD, kubernetesServer }])).toEqual(['not_configured']);
  },
);

test.each(NO_WHITE_SPACE)('an error text of "%s" is an error', async (syncError) => {
  expect(await statesInSql([{ ...GOOD, syncError }])).toEqual(['error']);
});

test.each([
  [304_999, 'in_sync'],
  [305_000, 'in_sync'],
  [305_001, 'out_of_sync'],
])('last verified %i ms ago with an interval of 300 s: %s', async (ms, expected) => {
  const lastSync = new Date(NOW.getTime() - ms);

  expect(await statesInSql([{ ...GOOD, syncInterval: 300, lastSync }])).toEqual([expected]);
});

test('without a time of its own it takes the clock of the database', async () => {
  await db.delete(fabrics);
  await db.insert(fabrics).values([
    { ...GOOD, lastSync: sql`clock_timestamp() - interval '304 s'` },
    { ...GOOD, name: 'late', lastSync: sql`clock_timestamp() - interval '306 s'` },
  ] as never);

  const found = await db
    .select({ state: syncStateSql(), count: count() })
    .from(fabrics)
    .groupBy(sql`1`)
    .orderBy(sql`1`);

  expect(found).toEqual([
    { state: 'in_sync', count: 1 },
    { state: 'out_of_sync', count: 1 },
  ]);
});
