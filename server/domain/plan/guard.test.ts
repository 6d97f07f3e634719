import { expect, it } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { massPrune } from './guard.ts';

it.each([
  ['nothing to delete', 0, 0, 0, true, null],
  ['a few of many', 5, 0, 100, false, null],
  ['all of a few', 5, 0, 5, false, null],
  ['more than five, but half', 6, 0, 12, false, null],
  ['more than five and more than half', 6, 0, 11, false, 'delete 6'],
  ['many, but less than half', 400, 0, 1000, false, null],
  ['one, because the source came up empty', 1, 0, 1, true, 'delete 1'],
  ['all, because the source came up empty', 48, 0, 48, true, 'delete 48'],
  ['a few replaced', 0, 5, 5, false, null],
  ['half replaced', 0, 6, 12, false, null],
  ['more than half replaced', 0, 6, 11, false, 'replace 6'],
  ['together more than half', 3, 4, 13, false, 'delete 3 and replace 4'],
])('%s: %i deleted, %i replaced, of %i', (_, deletes, replaces, owned, sourceIsEmpty, what) => {
  const refusal = massPrune({ deletes, replaces, owned, sourceIsEmpty });

  expect(refusal === null ? null : { what: refusal.what, owned: refusal.owned }).toEqual(
    what === null ? null : { what, owned },
  );
});

it.each([
  [
    { deletes: 20, replaces: 0 },
    'Refused to delete 20 of 30 resources: that is more than half of what this fabric owns',
  ],
  [
    { deletes: 4, replaces: 16 },
    'Refused to delete 4 and replace 16 of 30 resources: that is more than half of what this fabric owns (what is replaced is deleted and created anew)',
  ],
])('%o is told to people', (counts, message) => {
  const refusal = massPrune({ ...counts, owned: 30, sourceIsEmpty: false });

  expect(new AppError('SYNC_MASS_PRUNE_REFUSED', { ...refusal }).message).toBe(message);
});
