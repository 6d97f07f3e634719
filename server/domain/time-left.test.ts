import { expect, it } from 'vitest';
import { timeLeftWords } from './time-left.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

it.each([
  [null, null],
  ['2026-03-01T11:59:58Z', 'almost done'],
  ['2026-03-01T12:00:03.200Z', 'about 4 s left'],
  ['2026-03-01T12:04:00Z', 'about 4 min left'],
])('an end at %s reads "%s"', (end, words) => {
  expect(timeLeftWords(end, NOW)).toBe(words);
});
