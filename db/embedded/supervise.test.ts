import { describe, expect, test, vi } from 'vitest';
import { recordedLog } from '#db/embedded/fixtures/recorded-log.ts';
import type { Postmaster } from '#db/embedded/postmaster.ts';
import { restartDelayMs, supervise } from '#db/embedded/supervise.ts';

test.each([
  [0, 0],
  [1, 100],
  [2, 200],
  [7, 6_400],
  [8, 10_000],
  [5_000, 10_000],
])('after %i failures the next start waits %i ms', (failures, expected) => {
  expect(restartDelayMs(failures)).toBe(expected);
});

function mortal(pid: number): Postmaster & { die(): void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { pid, port: 5432, gone: promise, die: () => resolve('signal SIGKILL') };
}

describe('supervise', () => {
  test('tries on until a start succeeds', async () => {
    const first = mortal(1);
    const startAgain = vi
      .fn<() => Promise<Postmaster>>()
      .mockRejectedValueOnce(new Error('port taken'))
      .mockRejectedValueOnce(new Error('port taken'))
      .mockResolvedValue(mortal(2));
    const log = recordedLog();
    const supervisor = supervise(first, startAgain, log, () => 0);

    first.die();
    await vi.waitFor(() =>
      expect(log.warn).toHaveBeenCalledWith(expect.objectContaining({ pid: 2 }), 'Postgres runs again'),
    );
    await supervisor.end();

    expect(startAgain).toHaveBeenCalledTimes(3);
    expect(log.error).toHaveBeenCalledTimes(3);
  });

  test('starts nothing once it was ended, also while it waits to try again', async () => {
    const first = mortal(1);
    const startAgain = vi.fn<() => Promise<Postmaster>>().mockRejectedValue(new Error('no'));
    const log = recordedLog();
    const supervisor = supervise(first, startAgain, log, (failures) => (failures === 0 ? 0 : 60_000));

    first.die();
    await vi.waitFor(() => expect(startAgain).toHaveBeenCalledTimes(1));
    await supervisor.end();

    expect(startAgain).toHaveBeenCalledTimes(1);
  });

  test('ending it takes no server for gone', async () => {
    const first = mortal(1);
    const startAgain = vi.fn<() => Promise<Postmaster>>();
    const log = recordedLog();
    const supervisor = supervise(first, startAgain, log);

    await supervisor.end();
    first.die();
    await first.gone;

    expect(startAgain).not.toHaveBeenCalled();
    expect(log.error).not.toHaveBeenCalled();
  });
});
