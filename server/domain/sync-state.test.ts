import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  calculateSyncState,
  isOverdue,
  overdueMs,
  SYNC_STATES,
  type SyncState,
  type SyncStateInputs,
} from '#server/domain/sync-state.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

/** In sync: configured, enabled, verified a minute ago. */
const GOOD: SyncStateInputs = {
  kubernetesServer: 'https://fabric.example:6443',
  syncEnabled: true,
  syncInterval: 300,
  activeRunId: null,
  connectionError: null,
  syncError: null,
  lastSync: ago(60_000),
};

/** Everything that JavaScript's trim() takes off. */
const WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

describe('each row of the table', () => {
  test.each<[string, Partial<SyncStateInputs>, SyncState]>([
    ['server null', { kubernetesServer: null }, 'not_configured'],
    ['server empty', { kubernetesServer: '' }, 'not_configured'],
    ['server blanks', { kubernetesServer: '  \t ' }, 'not_configured'],
    ['server of every kind of white space', { kubernetesServer: WHITE_SPACE }, 'not_configured'],
    ['server of one letter', { kubernetesServer: 'v' }, 'in_sync'],
    ['disabled', { syncEnabled: false }, 'disabled'],
    ['a run exists', { activeRunId: 7 }, 'syncing'],
    ['a run with id 0 exists', { activeRunId: 0 }, 'syncing'],
    ['connection error', { connectionError: 'refused' }, 'error'],
    ['sync error', { syncError: 'denied' }, 'error'],
    ['both errors', { connectionError: 'refused', syncError: 'denied' }, 'error'],
    ['error text empty', { connectionError: '', syncError: '' }, 'in_sync'],
    ['error text of white space', { connectionError: WHITE_SPACE, syncError: ' \n' }, 'in_sync'],
    ['never verified', { lastSync: null }, 'never_synced'],
    ['never verified, manual only', { lastSync: null, syncInterval: 0 }, 'never_synced'],
    ['overdue', { lastSync: ago(400_000) }, 'out_of_sync'],
    ['old, but manual only', { lastSync: new Date(0), syncInterval: 0 }, 'in_sync'],
    ['verified a minute ago', {}, 'in_sync'],
    ['verified in the future by a clock that was set back', { lastSync: ago(-60_000) }, 'in_sync'],
  ])('%s', (_, change, expected) => {
    expect(calculateSyncState({ ...GOOD, ...change }, NOW)).toBe(expected);
  });
});

describe('the boundary: interval + 5 s', () => {
  test.each([
    [300, 300_000, 'in_sync'],
    [300, 304_999, 'in_sync'],
    [300, 305_000, 'in_sync'],
    [300, 305_001, 'out_of_sync'],
    [60, 65_000, 'in_sync'],
    [60, 65_001, 'out_of_sync'],
    [86_400, 86_405_000, 'in_sync'],
    [86_400, 86_405_001, 'out_of_sync'],
    [300, 296_000, 'in_sync'],
    [0, 305_001, 'in_sync'],
  ])('interval %i s, last verified %i ms ago: %s', (syncInterval, ms, expected) => {
    expect(calculateSyncState({ ...GOOD, syncInterval, lastSync: ago(ms) }, NOW)).toBe(expected);
  });
});

describe('overdue time', () => {
  test.each([
    [300, 300_000, 0, false],
    [300, 305_000, 5_000, false],
    [300, 305_001, 5_001, true],
    [300, 552_000, 252_000, true],
    [300, -1_000, 0, false],
    [0, 552_000, 0, false],
  ])('interval %i s, last verified %i ms ago: %i ms past it, late %s', (syncInterval, ms, expected, late) => {
    const fabric = { syncInterval, lastSync: ago(ms) };

    expect(overdueMs(fabric, NOW)).toBe(expected);
    expect(isOverdue(fabric, NOW)).toBe(late);
  });

  test('a fabric never verified is not overdue', () => {
    expect(overdueMs({ syncInterval: 300, lastSync: null }, NOW)).toBe(0);
  });
});

// Weighted so that every state is common: each row of the table must often get past those above it.
const blankText = fc.oneof(
  fc.constant(null),
  fc.string({ unit: fc.constantFrom(...WHITE_SPACE.split('')), maxLength: 4 }),
);
const someText = fc.string({ minLength: 1, maxLength: 4 });
const errorText = fc.oneof({ weight: 4, arbitrary: blankText }, { weight: 1, arbitrary: someText });

/** Around the boundary to the millisecond, or any other. */
const age = fc.oneof(
  fc.record({ pastBoundaryMs: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ ms: fc.integer({ min: -1_000, max: 2 * 86_400_000 }) }),
);

const drawn = fc.record({
  kubernetesServer: fc.oneof({ weight: 1, arbitrary: blankText }, { weight: 4, arbitrary: someText }),
  syncEnabled: fc.constantFrom(true, true, true, false),
  syncInterval: fc.oneof(fc.constant(0), fc.integer({ min: 60, max: 86_400 })),
  activeRunId: fc.constantFrom(null, null, null, 0, 7),
  connectionError: errorText,
  syncError: errorText,
  age: fc.option(age),
});

function withLastSync({
  age,
  ...rest
}: typeof drawn extends fc.Arbitrary<infer T> ? T : never): SyncStateInputs {
  if (age === null) return { ...rest, lastSync: null };
  const ms = 'ms' in age ? age.ms : (rest.syncInterval + 5) * 1_000 + age.pastBoundaryMs;
  return { ...rest, lastSync: ago(ms) };
}

const fabric = drawn.map(withLastSync);

const blank = (value: string | null): boolean => value === null || /^\s*$/.test(value);

/** The contract's table, row by row. */
const ROWS: readonly [SyncState, (row: SyncStateInputs) => boolean][] = [
  ['not_configured', (row) => blank(row.kubernetesServer)],
  ['disabled', (row) => !row.syncEnabled],
  ['syncing', (row) => row.activeRunId !== null],
  ['error', (row) => !blank(row.connectionError) || !blank(row.syncError)],
  ['never_synced', (row) => row.lastSync === null],
  [
    'out_of_sync',
    (row) =>
      row.syncInterval > 0 && NOW.getTime() - (row.lastSync?.getTime() ?? 0) > (row.syncInterval + 5) * 1_000,
  ],
  ['in_sync', () => true],
];

test('the first row that matches wins, whatever the others say', () => {
  const seen = new Set<SyncState>();

  fc.assert(
    fc.property(fabric, (row) => {
      const expected = ROWS.find(([, matches]) => matches(row))?.[0];
      seen.add(expected!);

      expect(calculateSyncState(row, NOW)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
  expect([...seen].sort()).toEqual([...SYNC_STATES].sort());
});

test('time alone only ever makes a fabric in sync late', () => {
  fc.assert(
    fc.property(fabric, fc.nat({ max: 10 * 86_400_000 }), (row, ms) => {
      const before = calculateSyncState(row, NOW);
      const after = calculateSyncState(row, new Date(NOW.getTime() + ms));

      expect(after === before || (before === 'in_sync' && after === 'out_of_sync')).toBe(true);
    }),
  );
});
