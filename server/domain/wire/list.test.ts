import { expect, test } from 'vitest';
import { listQuery } from '#server/domain/wire/list.ts';
import { subscription } from '#server/domain/wire/live.ts';

test('a query without anything is the first 50', () => {
  expect(listQuery.parse({})).toEqual({ limit: 50, offset: 0 });
});

test.each([
  [{ limit: '1' }, { limit: 1 }],
  [{ limit: '1000' }, { limit: 1_000 }],
  [{ offset: '70' }, { offset: 70 }],
  [
    { ordering: '-name', q: 'lab' },
    { ordering: '-name', q: 'lab' },
  ],
])('%j is read', (query, expected) => {
  expect(listQuery.parse(query)).toMatchObject(expected);
});

test.each([
  { limit: '0' },
  { limit: '-1' },
  { limit: '1001' },
  { limit: '1.5' },
  { limit: 'all' },
  { offset: '-1' },
  { offset: 'x' },
  { q: 'a\0b' },
  { q: 'x'.repeat(201) },
  { ordering: 'x'.repeat(201) },
])('%j is refused', (query) => {
  expect(listQuery.safeParse(query).success).toBe(false);
});

test.each([[[]], [[1, 2, 3]]])('a subscription takes the fabrics %j', (fabric_ids) => {
  expect(subscription.safeParse({ fabric_ids }).success).toBe(true);
});

test.each([[[0]], [[-1]], [[1.5]], [['1']], ['1'], [undefined], [Array.from({ length: 1_001 }, () => 1)]])(
  'a subscription refuses %j',
  (fabric_ids) => {
    expect(subscription.safeParse({ fabric_ids }).success).toBe(false);
  },
);
