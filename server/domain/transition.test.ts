import { describe, expect, test } from 'vitest';
import { SYNC_STATES, type SyncState } from '#server/domain/sync-state.ts';
import { isAllowedTransition, isMadeByTime } from '#server/domain/transition.ts';

/** The requirements' own pairs, `any` spelled out. */
const REQUIRED = `
  not_configured -> disabled, never_synced
  disabled -> not_configured, never_synced, in_sync, out_of_sync
  never_synced -> not_configured, disabled, syncing, error
  syncing -> not_configured, disabled, in_sync, error
  in_sync -> not_configured, disabled, out_of_sync, syncing, error
  out_of_sync -> not_configured, disabled, syncing, error
  error -> not_configured, disabled, syncing`;

/** Those that happen beside them. */
const ALSO_REAL = `
  not_configured -> in_sync, out_of_sync, error
  disabled -> error
  error -> never_synced, in_sync, out_of_sync
  syncing -> never_synced, out_of_sync
  out_of_sync -> in_sync, never_synced
  in_sync -> never_synced`;

const pairsOf = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [from = '', targets = ''] = line.trim().split(' -> ');
      return targets.split(', ').map((to) => `${from} -> ${to}`);
    });

const ALLOWED = [...pairsOf(REQUIRED), ...pairsOf(ALSO_REAL)];
const ALL = SYNC_STATES.flatMap((from) => SYNC_STATES.map((to) => ({ from, to, pair: `${from} -> ${to}` })));

describe('every pair of states', () => {
  test('the tables name 26 required pairs and 12 more, each once, of known states', () => {
    expect(pairsOf(REQUIRED)).toHaveLength(26);
    expect(new Set(ALLOWED).size).toBe(38);
    expect(ALL.map(({ pair }) => pair)).toEqual(expect.arrayContaining(ALLOWED));
  });

  test.each(ALL.filter(({ pair }) => ALLOWED.includes(pair)))('$pair is allowed', ({ from, to }) => {
    expect(isAllowedTransition(from, to)).toBe(true);
  });

  test.each(ALL.filter(({ pair }) => !ALLOWED.includes(pair)))('$pair is refused', ({ from, to }) => {
    expect(isAllowedTransition(from, to)).toBe(false);
  });
});

test.each<[SyncState, boolean]>([
  ['not_configured', true],
  ['disabled', true],
  ['never_synced', true],
  ['syncing', false],
])('a new fabric may start in %s: %s', (to, expected) => {
  expect(isAllowedTransition(null, to)).toBe(expected);
});

test('the clock alone makes a fabric late, or, set back, in time again; nothing else', () => {
  const made = ALL.filter(({ from, to }) => isMadeByTime(from, to));

  expect(made.map(({ pair }) => pair)).toEqual(['out_of_sync -> in_sync', 'in_sync -> out_of_sync']);
});
