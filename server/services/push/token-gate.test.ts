import { expect, test } from 'vitest';
import { createTokenGate } from './token-gate.ts';

function gate(limits: { burst: number; perSecond: number; most: number }) {
  let now = 0;
  const { take } = createTokenGate(limits, () => now);
  return { take, pass: (seconds: number) => (now += seconds * 1_000) };
}

test('a burst passes, then as many as time gives back', () => {
  const { take, pass } = gate({ burst: 3, perSecond: 2, most: 10 });

  expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 1]);
  pass(0.5);
  expect([take('a'), take('a')]).toEqual([0, 1]);
  pass(3_600);
  expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 1]);
});

test('a refusal costs nothing of the wait, and says how long it is', () => {
  const { take, pass } = gate({ burst: 1, perSecond: 0.2, most: 10 });

  take('a');
  expect(take('a')).toBe(5);
  pass(4);
  expect(take('a')).toBe(1);
  pass(1);
  expect(take('a')).toBe(0);
});

test('keys do not know each other, and only so many are kept', () => {
  const { take } = gate({ burst: 1, perSecond: 1, most: 2 });

  expect([take('a'), take('b'), take('a'), take('b')]).toEqual([0, 0, 1, 1]);
  expect(take('c')).toBe(0);
  // "a" was unused longest.
  expect([take('b'), take('a')]).toEqual([1, 0]);
});
