import { expect, it, vi } from 'vitest';
import { Watched } from './watched.ts';

it('asks once for a fabric that two views show, and lets go with the last one', () => {
  const watched = new Watched();
  const listener = vi.fn<(added: readonly number[], removed: readonly number[]) => void>();
  watched.onChange(listener);

  const endFirst = watched.watch([1, 2, 2]);
  const endSecond = watched.watch([2, 3]);
  endFirst();
  endFirst();
  expect(watched.ids()).toEqual([2, 3]);
  endSecond();

  expect(listener.mock.calls).toEqual([
    [[1, 2], []],
    [[3], []],
    [[], [1]],
    [[], [2, 3]],
  ]);
  expect(watched.ids()).toEqual([]);
});
