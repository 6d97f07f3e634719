import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RetryRule } from '#server/domain/errors.ts';
import { RETRY_DELAY_MAX_SECONDS, retryDelayMs } from '#server/domain/retry.ts';

const exponential = (maxAttempts: number): RetryRule => ({
  strategy: 'exponential',
  baseSeconds: 30,
  maxAttempts,
});
const everyMinute: RetryRule = { strategy: 'fixed', everySeconds: 60, maxAttempts: 3 };
const ALMOST_ONE = 1 - Number.EPSILON;

describe('the progression of an exponential series, base 30 s', () => {
  test.each([
    { attempt: 0, lowest: 24_000, middle: 30_000, highest: 36_000 },
    { attempt: 1, lowest: 48_000, middle: 60_000, highest: 72_000 },
    { attempt: 2, lowest: 96_000, middle: 120_000, highest: 144_000 },
    { attempt: 3, lowest: 192_000, middle: 240_000, highest: 288_000 },
    { attempt: 4, lowest: 240_000, middle: 270_000, highest: 300_000 },
  ])('retry $attempt: $lowest to $highest ms', ({ attempt, lowest, middle, highest }) => {
    const rule = exponential(5);

    expect(retryDelayMs(rule, attempt, 0)).toBe(lowest);
    expect(retryDelayMs(rule, attempt, 0.5)).toBe(middle);
    expect(retryDelayMs(rule, attempt, ALMOST_ONE)).toBe(highest);
  });

  test.each([3, 4, 5])('%i retries and no more', (maxAttempts) => {
    expect(retryDelayMs(exponential(maxAttempts), maxAttempts - 1, 0)).not.toBeNull();
    expect(retryDelayMs(exponential(maxAttempts), maxAttempts, 0)).toBeNull();
    expect(retryDelayMs(exponential(maxAttempts), maxAttempts + 1, 0)).toBeNull();
  });
});

test.each([0, 1, 2])('a fixed series stays at its interval, retry %i', (attempt) => {
  expect(retryDelayMs(everyMinute, attempt, 0)).toBe(48_000);
  expect(retryDelayMs(everyMinute, attempt, 0.5)).toBe(60_000);
  expect(retryDelayMs(everyMinute, attempt, ALMOST_ONE)).toBe(72_000);
});

test('a fixed series ends too', () => {
  expect(retryDelayMs(everyMinute, 3, 0)).toBeNull();
});

test('a code without retry has no next attempt', () => {
  expect(retryDelayMs({ strategy: 'none' }, 0, 0.5)).toBeNull();
});

const rule = fc.oneof(
  fc.record<RetryRule & { strategy: 'exponential' }>({
    strategy: fc.constant('exponential'),
    baseSeconds: fc.integer({ min: 1, max: 600 }),
    maxAttempts: fc.constant(2_000),
  }),
  fc.record<RetryRule & { strategy: 'fixed' }>({
    strategy: fc.constant('fixed'),
    everySeconds: fc.integer({ min: 1, max: 600 }),
    maxAttempts: fc.constant(2_000),
  }),
);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('no random makes a delay shorter than 80 % of its value or longer than 300 s', () => {
  fc.assert(
    fc.property(rule, fc.nat({ max: 1_999 }), random, (each, attempt, drawn) => {
      const plain = each.strategy === 'fixed' ? each.everySeconds : each.baseSeconds * 2 ** attempt;
      const seconds = Math.min(RETRY_DELAY_MAX_SECONDS, plain);

      const delay = retryDelayMs(each, attempt, drawn);

      expect(delay).toBeGreaterThanOrEqual(seconds * 800);
      expect(delay).toBeLessThanOrEqual(Math.min(300_000, seconds * 1_200));
    }),
  );
});

test('fabrics that failed together do not come back together: another draw is another delay, also once capped', () => {
  const delays = [0, 0.2, 0.4, 0.6, 0.8].map((drawn) => retryDelayMs(exponential(5), 4, drawn));

  expect(new Set(delays).size).toBe(delays.length);
});
