import { expect, test } from 'vitest';
import { directoriesOverlap } from './directories-overlap.ts';

test.each([
  ['/', 'teams/a', true],
  ['teams', '/teams/a/', true],
  ['teams/a', 'teams/./a', true],
  ['', '/', true],
  ['teams/a', 'teams/b', false],
  ['teams/a', 'teams/ab', false],
])('%j and %j overlap: %s', (one, other, overlap) => {
  expect(directoriesOverlap(one, other)).toBe(overlap);
  expect(directoriesOverlap(other, one)).toBe(overlap);
});
