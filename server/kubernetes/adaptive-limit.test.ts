import { array, asyncProperty, assert as check, constantFrom, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { createAdaptiveLimit, type AdaptiveLimit } from './adaptive-limit.ts';

/** Work that ends when the test says so, on a clock that the test moves. */
function bench(start: number, max: number) {
  let time = 0;
  const limit = createAdaptiveLimit({ start, max, now: () => time });
  const running: { end: (error?: unknown) => void }[] = [];
  const begin = (label = 'patch'): Promise<unknown> =>
    limit
      .run(
        () =>
          new Promise<void>((resolve, reject) =>
            running.push({ end: (error) => (error === undefined ? resolve() : reject(error)) }),
          ),
        { label },
      )
      .catch((error: unknown) => error);
  /** Runs `count` pieces of work to their end, each `ms` long, as many at once as the limit lets. */
  const rounds = async (
    count: number,
    ms: number,
    outcome: (index: number) => unknown = () => undefined,
    label = 'patch',
  ): Promise<void> => {
    const all = Array.from({ length: count }, () => begin(label));
    let index = 0;
    while (index < count) {
      await settle();
      time += ms;
      for (const { end } of running.splice(0)) {
        end(outcome(index));
        index += 1;
      }
    }
    await Promise.all(all);
  };
  return { limit, begin, running, rounds };
}

const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
const busy = (): AppError => new AppError('K8S_RATE_LIMITED');

describe('createAdaptiveLimit', () => {
  it('runs as many as it lets, and the rest in the order of calling', async () => {
    const { limit, begin, running } = bench(2, 2);
    const all = [begin(), begin(), begin(), begin()];
    await settle();
    expect({ running: limit.running, waiting: limit.waiting }).toEqual({ running: 2, waiting: 2 });

    running[0]?.end();
    await settle();

    expect({ running: limit.running, waiting: limit.waiting, begun: running.length }).toEqual({
      running: 2,
      waiting: 1,
      begun: 3,
    });
    while (limit.running > 0) {
      for (const { end } of running) end();
      await settle();
    }
    await Promise.all(all);
    expect(limit.waiting).toBe(0);
  });

  it('lets the second half of something go before what waits', async () => {
    const limit = createAdaptiveLimit({ start: 1, max: 1 });
    const order: string[] = [];
    const say = (word: string) => async () => void order.push(word);

    await Promise.all([
      limit.run(say('first')),
      limit.run(say('waits')),
      limit.run(say('again'), { ahead: true }),
    ]);

    expect(order).toEqual(['first', 'again', 'waits']);
  });

  it('passes on results and errors', async () => {
    const limit = createAdaptiveLimit({ start: 1, max: 1 });

    await expect(limit.run(async () => 7)).resolves.toBe(7);
    await expect(limit.run(() => Promise.reject(busy()))).rejects.toMatchObject({ code: 'K8S_RATE_LIMITED' });
    await expect(limit.run(async () => 8)).resolves.toBe(8);
  });

  it('grows by about one a round while all of it is used, up to its maximum', async () => {
    const { limit, rounds } = bench(4, 12);

    await rounds(4, 10);
    expect(limit.limit).toBe(4);
    await rounds(200, 10);

    expect(limit.limit).toBe(12);
  });

  it('does not grow while nobody needs more', async () => {
    const { limit, rounds } = bench(4, 12);

    for (let round = 0; round < 100; round += 1) await rounds(2, 10);

    expect(limit.limit).toBe(4);
  });

  it.each(['K8S_RATE_LIMITED', 'K8S_API_SERVER_ERROR', 'K8S_NETWORK_TIMEOUT'] as const)(
    'halves on %s, once for all that were under way',
    async (code) => {
      const { limit, rounds } = bench(16, 16);

      await rounds(16, 10, () => new AppError(code));

      expect(limit.limit).toBe(8);
    },
  );

  it('halves again when requests sent after a decrease fail too, down to one', async () => {
    const { limit, rounds } = bench(16, 16);

    for (let round = 0; round < 8; round += 1) await rounds(limit.limit, 10, busy);

    expect(limit.limit).toBe(1);
    await rounds(1, 10);
    expect(limit.running).toBe(0);
  });

  it('comes back after pressure', async () => {
    const { limit, rounds } = bench(16, 16);
    await rounds(16, 10, busy);

    await rounds(400, 10);

    expect(limit.limit).toBe(16);
  });

  it('takes a refused object for an answer', async () => {
    const { limit, rounds } = bench(8, 16);

    await rounds(80, 10, () => new AppError('K8S_CRD_VALIDATION_FAILED'));

    expect(limit.limit).toBeGreaterThan(8);
  });

  it('learns nothing from what was stopped', async () => {
    const { limit, rounds } = bench(8, 16);

    await rounds(80, 10, () => new Error('stopped'));

    expect(limit.limit).toBe(8);
  });

  it('shrinks when answers become slow, and not below the floor of what is slow', async () => {
    const slow = bench(16, 16);
    await slow.rounds(64, 100);
    await slow.rounds(200, 2_000);
    expect(slow.limit.limit).toBeLessThan(16);

    const quick = bench(16, 16);
    await quick.rounds(64, 2);
    await quick.rounds(200, 100);
    expect(quick.limit.limit).toBe(16);
  });

  it('compares durations of one label only', async () => {
    const { limit, rounds } = bench(8, 8);

    for (let round = 0; round < 20; round += 1) {
      await rounds(8, 5, undefined, 'get');
      await rounds(8, 900, undefined, 'list');
    }

    expect(limit.limit).toBe(8);
  });

  it('gets used to a cluster that became slower for good', async () => {
    const { limit, rounds } = bench(8, 8);
    await rounds(16, 50);
    await rounds(100, 400);
    expect(limit.limit).toBeLessThan(8);

    await rounds(2_000, 400);

    expect(limit.limit).toBe(8);
  });

  it('never runs more than its maximum nor fewer than one, loses no work, whatever happens', async () => {
    await check(
      asyncProperty(
        array(constantFrom('ok', 'busy', 'bad', 'stopped'), { minLength: 1, maxLength: 120 }),
        integer({ min: 1, max: 8 }),
        async (outcomes, max) => {
          const { limit, rounds } = bench(4, max);
          const ends = {
            ok: undefined,
            busy: busy(),
            bad: new AppError('K8S_CONFLICT'),
            stopped: new Error('x'),
          };

          await rounds(outcomes.length, 10, (index) => {
            expect(within(limit, max)).toBe(true);
            return ends[outcomes[index] ?? 'ok'];
          });

          expect({ running: limit.running, waiting: limit.waiting }).toEqual({ running: 0, waiting: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });
});

function within(limit: AdaptiveLimit, max: number): boolean {
  return limit.running <= max && limit.limit <= max && limit.limit >= 1;
}
