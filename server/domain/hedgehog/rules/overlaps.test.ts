import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { eachOverlap } from './overlaps.ts';

const ranges = fc.array(
  fc
    .tuple(fc.nat(40), fc.nat(10), fc.nat(3))
    .map(([first, width, group]) => ({ first, last: first + width, group })),
  { maxLength: 12 },
);
type Range = { readonly first: number; readonly last: number; readonly group: number };
const meet = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;

it('names every range that overlaps another, and only with one it overlaps', () => {
  fc.assert(
    fc.property(ranges, (all) => {
      const named = new Map<Range, Range>();
      eachOverlap(all, (range, other) => {
        expect(named.has(range)).toBe(false);
        expect(meet(range, other) && range !== other).toBe(true);
        named.set(range, other);
      });

      const expected = all.filter((range) => all.some((other) => other !== range && meet(range, other)));
      expect(new Set(named.keys())).toEqual(new Set(expected));
    }),
    { numRuns: 1_000 },
  );
});

it('names every group that overlaps another, and nothing within a group', () => {
  fc.assert(
    fc.property(ranges, (all) => {
      const named = new Set<number>();
      eachOverlap(
        all,
        (range, other) => {
          expect(range.group).not.toBe(other.group);
          expect(meet(range, other)).toBe(true);
          named.add(range.group);
        },
        ({ group }) => group,
      );

      const expected = all.filter((range) =>
        all.some((other) => other.group !== range.group && meet(range, other)),
      );
      expect(named).toEqual(new Set(expected.map(({ group }) => group)));
    }),
    { numRuns: 1_000 },
  );
});

it('leaves the list as it was', () => {
  const list = [
    { first: 5, last: 6 },
    { first: 1, last: 2 },
  ];

  eachOverlap(list, () => expect.unreachable());

  expect(list.map(({ first }) => first)).toEqual([5, 1]);
});
