import { expect, test } from 'vitest';
import { expiryOf } from '#server/cli/token-expiry.ts';
import { UsageError } from '#server/cli/usage-error.ts';

const NOW = new Date('2026-11-21T15:00:00Z');

test.each([
  ['90d', '2027-02-19T15:00:00.000Z'],
  ['1d', '2026-11-22T15:00:00.000Z'],
  ['2027-01-31', '2027-01-31T23:59:59.000Z'],
  ['2028-02-29', '2028-02-29T23:59:59.000Z'],
  ['2027-01-31T12:00:00Z', '2027-01-31T12:00:00.000Z'],
  ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(expiryOf(text, NOW)).toBe(instant);
});

test.each(['', 'tomorrow', '90', '-1d', '2027-02-30', '2027-13-01', '31.1.2027', '2027-01-31T12:00:00'])(
  '"%s" is wrong use',
  (text) => {
    expect(() => expiryOf(text, NOW)).toThrow(UsageError);
  },
);
