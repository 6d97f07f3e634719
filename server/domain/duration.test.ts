import { expect, test } from 'vitest';
import { ago, clockDuration } from '#server/domain/duration.ts';

test.each([
  [0, '00:00:00'],
  [999, '00:00:00'],
  [1_000, '00:00:01'],
  [59_999, '00:00:59'],
  [252_000, '00:04:12'],
  [3_600_000, '01:00:00'],
  [108_005_000, '30:00:05'],
  [360_000_000, '100:00:00'],
  [-5_000, '00:00:00'],
])('%i ms on the clock: %s', (ms, expected) => {
  expect(clockDuration(ms)).toBe(expected);
});

test.each([
  [-60_000, 'just now'],
  [0, 'just now'],
  [4_999, 'just now'],
  [5_000, '5 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [86_399_999, '23 h ago'],
  [86_400_000, '1 d ago'],
  [864_000_000, '10 d ago'],
])('%i ms ago: %s', (ms, expected) => {
  expect(ago(ms)).toBe(expected);
});
