import { describe, expect, it } from 'vitest';
import { forEachConcurrently } from './pool.ts';

const WIDTH = 3;
const items = Array.from({ length: 10 }, (_, n) => n);

/** Says in which order the gate was moved. */
function gateOf() {
  const moves: string[] = [];
  return { moves, gate: { shut: () => void moves.push('shut'), open: () => void moves.push('open') } };
}

describe('forEachConcurrently', () => {
  it('takes every item, in order, never more at once than it may', async () => {
    const taken: number[] = [];
    let atOnce = 0;
    let most = 0;

    await forEachConcurrently(items, WIDTH, async (item) => {
      taken.push(item);
      most = Math.max(most, (atOnce += 1));
      await Promise.resolve();
      atOnce -= 1;
    });

    expect(taken).toEqual(items);
    expect(most).toBe(WIDTH);
  });

  it('starts no more after a rejection, waits for those under way, and rejects with the first', async () => {
    const { moves, gate } = gateOf();
    const first = new Error('first');
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      if (item === 1) throw first;
      await new Promise(setImmediate);
      ended.push(item);
    };

    await expect(forEachConcurrently(items, WIDTH, work, { gate })).rejects.toBe(first);

    expect(ended).toEqual([0, 2]);
    expect(moves[0]).toBe('shut');
    expect(moves.at(-1)).toBe('open');
  });

  it('starts no more once it is over, and passes', async () => {
    const { moves, gate } = gateOf();
    const taken: number[] = [];

    await forEachConcurrently(items, 1, async (item) => void taken.push(item), {
      isOver: () => taken.length === 4,
      gate,
    });

    expect(taken).toEqual([0, 1, 2, 3]);
    expect(moves).toEqual(['shut', 'open']);
  });

  it('leaves the gate alone while all goes well', async () => {
    const { moves, gate } = gateOf();

    await forEachConcurrently(items, WIDTH, async () => {}, { gate });

    expect(moves).toEqual(['open']);
  });
});
