import { expect, test } from 'vitest';
import { afterFailure, CLOSED, isOpen, type Breaker } from '#server/domain/circuit-breaker.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const inMs = (ms: number): Date => new Date(NOW.getTime() + ms);

const fail = (times: number, from: Breaker = CLOSED): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((breaker) => afterFailure(breaker, true, NOW), from);

test.each([
  [1, false],
  [4, false],
  [5, true],
  [6, true],
])('after %i transport failures in a row it is open: %s', (times, open) => {
  expect(isOpen(fail(times), NOW)).toBe(open);
});

test('it is open for 300 s, then lets a trial through', () => {
  const breaker = fail(5);

  expect(breaker.openUntil).toEqual(inMs(300_000));
  expect(isOpen(breaker, inMs(299_999))).toBe(true);
  expect(isOpen(breaker, inMs(300_000))).toBe(false);
});

test('a trial that fails opens it for another 300 s at once', () => {
  const later = inMs(300_000);

  const again = afterFailure(fail(5), true, later);

  expect(again.openUntil).toEqual(inMs(600_000));
});

test('a failure of another kind closes it: the cluster was reached', () => {
  expect(afterFailure(fail(4), false, NOW)).toEqual(CLOSED);
  expect(afterFailure(fail(7), false, NOW)).toEqual(CLOSED);
  expect(isOpen(fail(4, afterFailure(fail(4), false, NOW)), NOW)).toBe(false);
});
