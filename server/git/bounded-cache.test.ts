import { expect, it } from 'vitest';
import { createBoundedCache } from './bounded-cache.ts';

it('forgets what was unused longest when it becomes too heavy', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  cache.get('a');

  cache.set('c', 'C', 4);

  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C']);
});

it('counts a key that is set anew once, with its new weight', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'A', 9);
  cache.set('a', 'A again', 2);

  cache.set('b', 'B', 8);

  expect([cache.get('a'), cache.get('b')]).toEqual(['A again', 'B']);
});

it('does not keep what is too heavy by itself, and keeps the rest', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'A', 4);

  cache.set('b', 'B', 11);

  expect([cache.get('a'), cache.get('b')]).toEqual(['A', undefined]);
});
