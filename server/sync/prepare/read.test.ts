import { expect, test } from 'vitest';
import { stillFresh, type Listings } from './read.ts';

const begun: Listings = new Map([['VPC default', Promise.resolve(new Map())]]);

test.each([
  ['a reading beside Git is read on with', 200, 1],
  ['also when Git took a few seconds', 5_000, 1],
  ['a reading that waited longer for Git is made again', 5_001, 0],
])('%s', (_, ageMs, readings) => {
  expect(stillFresh(begun, ageMs).size).toBe(readings);
});
