import { expect, it } from 'vitest';
import { massPrune } from './guard.ts';

it.each([
  ['nothing to delete', 0, 0, true, false],
  ['a few of many', 5, 100, false, false],
  ['all of a few', 5, 5, false, false],
  ['more than five, but half', 6, 12, false, false],
  ['more than five and more than half', 6, 11, false, true],
  ['many, but less than half', 400, 1000, false, false],
  ['one, because the source came up empty', 1, 1, true, true],
  ['all, because the source came up empty', 48, 48, true, true],
])('%s: %i of %i', (_, deletes, owned, sourceIsEmpty, refused) => {
  const refusal = massPrune({ deletes, owned, sourceIsEmpty });

  expect(refusal === null ? null : { deletes: refusal.deletes, owned: refusal.owned }).toEqual(
    refused ? { deletes, owned } : null,
  );
});
