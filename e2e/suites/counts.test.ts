import { expect, it } from 'vitest';
import { playwrightCounts, vitestCounts } from './counts.ts';

it.each([
  ['      Tests  3 failed | 41 passed | 2 skipped (46)', { passed: 41, failed: 3, skipped: 2 }],
  [' Test Files  2 passed (2)\n      Tests  7 passed (7)\n', { passed: 7, failed: 0, skipped: 0 }],
  ['Error: no config', null],
])('reads the closing line of Vitest: %j', (output, counts) => {
  expect(vitestCounts(output)).toEqual(counts);
});

it.each([
  [
    '  1 failed\n    e2e/x.spec.ts:3:1 › x\n  2 skipped\n  12 passed (40.1s)',
    { passed: 12, failed: 1, skipped: 2 },
  ],
  ['  4 passed (3.0s)', { passed: 4, failed: 0, skipped: 0 }],
  ['Error: No tests found', null],
])('reads the closing lines of Playwright: %j', (output, counts) => {
  expect(playwrightCounts(output)).toEqual(counts);
});
