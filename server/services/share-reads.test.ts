import { expect, it, vi } from 'vitest';
import { shareReads } from '#server/services/share-reads.ts';

const LIMIT_MS = 15_000;

/** Reads that end when they are told to; the answer is how many there were. */
function reads() {
  const ends: ((error?: Error) => void)[] = [];
  const read = (): Promise<number> => {
    const number = ends.length + 1;
    return new Promise((resolve, reject) =>
      ends.push((error) => (error === undefined ? resolve(number) : reject(error))),
    );
  };
  return { read, ends };
}

it('gives nobody an answer that was begun before he asked, and one to all who asked meanwhile', async () => {
  const share = shareReads<number>(4, LIMIT_MS);
  const { read, ends } = reads();

  const first = share('page', read);
  const meanwhile = [share('page', read), share('page', read)];
  ends[0]!();
  expect(await first).toBe(1);
  const later = share('page', read);
  ends[1]!();

  expect(await Promise.all(meanwhile)).toEqual([2, 2]);
  ends[2]!();
  expect(await later).toBe(3);
  expect(ends).toHaveLength(3);
});

it('reads different things side by side, and the same anew when nobody is at it', async () => {
  const share = shareReads<number>(4, LIMIT_MS);
  const { read, ends } = reads();

  const [one, other] = [share('one', read), share('other', read)];
  ends.forEach((end) => end());
  expect(await Promise.all([one, other])).toEqual([1, 2]);
  const again = share('one', read);
  ends[2]!();

  expect(await again).toBe(3);
});

it('fails those whose own reading failed, and only those', async () => {
  const share = shareReads<number>(4, LIMIT_MS);
  const { read, ends } = reads();

  const first = share('page', read);
  const second = share('page', read);
  ends[0]!(new Error('gone'));

  await expect(first).rejects.toThrow('gone');
  ends[1]!();
  expect(await second).toBe(2);
});

it('reads only so many things at once; who asks for one that has not begun shares it', async () => {
  const share = shareReads<number>(2, LIMIT_MS);
  const { read, ends } = reads();

  const both = [share('one', read), share('two', read)];
  const waiting = [share('three', read), share('four', read), share('three', read)];
  expect(ends).toHaveLength(2);
  ends[1]!();
  await both[1];
  expect(ends).toHaveLength(3);
  waiting.push(share('three', read));
  ends[0]!();
  await both[0];
  ends[2]!();
  ends[3]!();

  expect(await Promise.all(waiting.slice(0, 3))).toEqual([3, 4, 3]);
  ends[4]!();
  expect(await waiting[3]).toBe(5);
});

it('lets others read when one has failed', async () => {
  const share = shareReads<number>(1, LIMIT_MS);
  const { read, ends } = reads();

  const failing = share('one', read);
  const other = share('two', read);
  ends[0]!(new Error('gone'));

  await expect(failing).rejects.toThrow('gone');
  ends[1]!();
  expect(await other).toBe(2);
});

it('gives up a reading that is never answered, and lets others read', async () => {
  vi.useFakeTimers();
  try {
    const share = shareReads<number>(1, LIMIT_MS);
    const { read, ends } = reads();

    const unanswered = share('one', read);
    const other = share('two', read);
    vi.advanceTimersByTime(LIMIT_MS);

    await expect(unanswered).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    ends[1]!();
    expect(await other).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
