import { expect, it } from 'vitest';
import { NO_COUNTS } from '#server/domain/run.ts';
import { changeSummary } from './change-summary.ts';

it.each([
  ['completed', {}, 'nothing changed'],
  ['running', {}, ''],
  ['completed', { created: 2, unchanged: 40 }, '2 created'],
  [
    'failed',
    { created: 2, failed: 1, conflicts: 1, skipped: 3 },
    '1 failed, 1 conflict, 2 created, 3 skipped',
  ],
] as const)('a %s run with %j reads "%s"', (status, counts, words) => {
  expect(changeSummary({ status, counts: { ...NO_COUNTS, ...counts } })).toBe(words);
});
