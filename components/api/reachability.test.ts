import { expect, it, vi } from 'vitest';
import { noteAnswer, noteSilence, onReachability, reachability } from './reachability.ts';

it('tells once when the server falls silent, and once when it answers again', () => {
  const listener = vi.fn<() => void>();
  const stop = onReachability(listener);

  noteAnswer(1_000);
  noteAnswer(2_000);
  expect(listener).not.toHaveBeenCalled();

  noteSilence();
  noteSilence();
  expect(reachability()).toEqual({ reached: false, lastAnswerAt: 2_000 });
  expect(listener).toHaveBeenCalledTimes(1);

  noteAnswer(9_000);
  expect(reachability().reached).toBe(true);
  expect(listener).toHaveBeenCalledTimes(2);

  stop();
  noteSilence();
  expect(listener).toHaveBeenCalledTimes(2);
});
