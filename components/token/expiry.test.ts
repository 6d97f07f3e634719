import { expect, it } from 'vitest';
import { expiresAt } from './expiry.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

it.each([
  [null, null],
  [7, '2026-03-08T12:00:00.000Z'],
  [365, '2027-03-01T12:00:00.000Z'],
])('a token of %s days ends at %s', (days, end) => {
  expect(expiresAt(days, NOW)).toBe(end);
});
