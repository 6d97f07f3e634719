import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByDependencies, type Dependencies } from './order.ts';

const graphOf = (edges: Record<string, string[]>): Dependencies => new Map(Object.entries(edges));

describe('levels', () => {
  it.each<[string, Record<string, string[]>, Record<string, number>]>([
    ['nothing', {}, {}],
    ['without dependencies', { a: [], b: [] }, { a: 0, b: 0 }],
    ['a chain', { c: ['b'], b: ['a'], a: [] }, { a: 0, b: 1, c: 2 }],
    ['a diamond', { d: ['b', 'c'], b: ['a'], c: [], a: [] }, { a: 0, b: 1, c: 0, d: 2 }],
    ['unknown keys', { a: ['elsewhere'] }, { a: 0 }],
    ['itself', { a: ['a'] }, { a: 0 }],
    ['a cycle in the middle', { a: [], b: ['a', 'c'], c: ['b'], d: ['c'] }, { a: 0, b: 1, c: 1, d: 2 }],
  ])('%s', (_, edges, levels) => {
    expect(Object.fromEntries(orderByDependencies(graphOf(edges)).level)).toEqual(levels);
  });
});

it('names the members of each cycle', () => {
  const { cycles } = orderByDependencies(
    graphOf({ a: ['b'], b: ['a'], c: ['d'], d: ['e'], e: ['c', 'a'], f: ['c'] }),
  );

  expect(cycles.toSorted((a, b) => a.length - b.length)).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]);
});

const graphs = fc.integer({ min: 1, max: 30 }).chain((size) => {
  const key = fc.integer({ min: 0, max: size - 1 }).map((n) => `k${n}`);
  return fc
    .array(fc.array(key, { maxLength: 4 }), { minLength: size, maxLength: size })
    .map((edges): Dependencies => new Map(edges.map((before, index) => [`k${index}`, before])));
});

it('every dependency stands on a lower level, but within a cycle', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { level, cycles, levels } = orderByDependencies(graph);
      const together = (a: string, b: string): boolean =>
        a === b || cycles.some((cycle) => cycle.includes(a) && cycle.includes(b));
      for (const [key, before] of graph) {
        const own = level.get(key) ?? -1;
        expect(own).toBeGreaterThanOrEqual(0);
        expect(own).toBeLessThan(levels);
        for (const other of before) {
          const rises = together(key, other) ? level.get(other) === own : (level.get(other) ?? own) < own;
          expect(rises).toBe(true);
        }
      }
    }),
  );
});

it('a graph whose edges point backwards has no cycles', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 50 }), (edges) => {
      const graph = new Map(
        edges.map((before, index) => [
          `k${index}`,
          before.map((n) => `k${n % Math.max(1, index)}`).filter((key) => key !== `k${index}`),
        ]),
      );

      expect(orderByDependencies(graph).cycles).toEqual([]);
    }),
  );
});

it('a chain of 100,000 does not exhaust the stack', () => {
  const graph = new Map(
    Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n === 99_999 ? [] : [`k${n + 1}`]]),
  );

  expect(orderByDependencies(graph).levels).toBe(100_000);
});
