import { expect, test } from 'vitest';
import { MAX_ATTEMPTS, nextAttemptMs } from '#server/domain/delivery/back-off.ts';

test.each([
  [1, 0.5, 10_000],
  [1, 0, 8_000],
  [1, 1, 12_000],
  [2, 0.5, 20_000],
  [9, 0.5, 2_560_000],
  [10, 0.5, null],
  [11, 0.5, null],
])('after attempt %i with random %d: %j ms', (attempt, random, ms) => {
  expect(nextAttemptMs(attempt, random)).toBe(ms);
});

test('all attempts together take between one and two hours', () => {
  const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) => nextAttemptMs(index + 1, 0.5) ?? 0);
  const hours = waits.reduce((sum, ms) => sum + ms, 0) / 3_600_000;

  expect(hours).toBeGreaterThan(1);
  expect(hours).toBeLessThan(2);
});
