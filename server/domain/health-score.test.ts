import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { healthScore } from '#server/domain/health-score.ts';
import { SYNC_STATES, type SyncState } from '#server/domain/sync-state.ts';

test.each<[SyncState, number, number, number]>([
  ['in_sync', 0, 48, 100],
  ['in_sync', 0, 0, 100],
  ['in_sync', 12, 48, 90],
  ['in_sync', 48, 48, 60],
  ['in_sync', 60, 48, 60],
  ['syncing', 0, 48, 90],
  ['out_of_sync', 0, 48, 70],
  ['error', 0, 48, 20],
  ['error', 48, 48, 0],
  ['not_configured', 0, 0, 0],
])('%s with %i of %i drifted: %i', (state, drifted, objects, expected) => {
  expect(healthScore(state, drifted, objects)).toBe(expected);
});

const state = fc.constantFrom(...SYNC_STATES);
const count = fc.nat({ max: 10_000 });

test('it is a whole number from 0 to 100, and more drift never raises it', () => {
  fc.assert(
    fc.property(state, count, count, (each, drifted, objects) => {
      const score = healthScore(each, drifted, objects);

      expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
      expect(healthScore(each, drifted + 1, objects)).toBeLessThanOrEqual(score);
    }),
  );
});
