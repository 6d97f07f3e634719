import { describe, expect, it } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import { createPatience, mayPass } from './patience.ts';

const LIMIT_MS = 10_000;
const unavailable = () => new AppError('K8S_API_SERVER_ERROR', { status: 503, message: 'away' });

/** A clock that pauses move; `stop` as a pause throws when the run is stopped. */
function patienceOf() {
  let clock = 0;
  let stopped: Error | null = null;
  const patience = createPatience({
    limitMs: LIMIT_MS,
    now: () => clock,
    async pause(milliseconds) {
      if (stopped !== null) throw stopped;
      clock += milliseconds;
    },
  });
  const stop = (reason: Error): void => void (stopped = reason);
  return { patience, now: () => clock, stop };
}

/** Fails while `fails` says so, and counts how often it was tried. */
function work(fails: () => AppError | null) {
  const tries = { count: 0 };
  const run = async (): Promise<string> => {
    tries.count += 1;
    const error = fails();
    if (error !== null) throw error;
    return 'done';
  };
  return { run, tries };
}

describe('patience', () => {
  it('tries again until a passing fault has passed', async () => {
    const { patience, now } = patienceOf();
    const { run, tries } = work(() => (now() < 5_000 ? unavailable() : null));

    await expect(patience.during(run)).resolves.toBe('done');

    expect(tries.count).toBeLessThan(10);
  });

  it('ends when nothing succeeds for its limit; what comes after fails at once', async () => {
    const { patience, now } = patienceOf();
    const after = work(() => null);

    await expect(patience.during(work(unavailable).run)).rejects.toThrow(/503 away/);

    expect(now()).toBeGreaterThanOrEqual(LIMIT_MS);
    expect(now()).toBeLessThan(2 * LIMIT_MS);
    await expect(patience.during(after.run)).rejects.toThrow(/503 away/);
    expect(after.tries.count).toBe(0);
  });

  it('begins anew with every success', async () => {
    const { patience, now } = patienceOf();
    for (let round = 0; round < 3; round += 1) {
      const until = now() + LIMIT_MS / 2;

      await expect(patience.during(work(() => (now() < until ? unavailable() : null)).run)).resolves.toBe(
        'done',
      );
    }
  });

  it.each<ErrorCode>(['K8S_TLS_FAILED', 'K8S_AUTH_INVALID_TOKEN', 'K8S_AUTH_TOKEN_EXPIRED'])(
    '%s ends it for all',
    async (code) => {
      const { patience } = patienceOf();
      const first = work(() => new AppError(code));
      const second = work(() => null);

      await expect(patience.during(first.run)).rejects.toMatchObject({ code });

      await expect(patience.during(second.run)).rejects.toMatchObject({ code });
      expect([first.tries.count, second.tries.count]).toEqual([1, 0]);
    },
  );

  it.each<ErrorCode>(['K8S_CRD_VALIDATION_FAILED', 'K8S_CONFLICT', 'K8S_AUTH_INSUFFICIENT_PERMISSIONS'])(
    '%s concerns one object: not tried again, the others are',
    async (code) => {
      const { patience } = patienceOf();
      const first = work(() => new AppError(code));

      await expect(patience.during(first.run)).rejects.toMatchObject({ code });

      expect(first.tries.count).toBe(1);
      await expect(patience.during(work(() => null).run)).resolves.toBe('done');
    },
  );

  it('tells at its end, and why to what had begun before and could not go on', async () => {
    let ends = 0;
    const { promise: turn, resolve } = Promise.withResolvers<void>();
    const patience = createPatience({
      limitMs: 0,
      onEnd: () => {
        ends += 1;
        resolve();
      },
      pause: async () => {},
    });
    const late = patience.during(async () => {
      await turn;
      throw new Error('its turn never came');
    });

    await expect(patience.during(work(unavailable).run)).rejects.toThrow(/503 away/);

    await expect(late).rejects.toThrow(/503 away/);
    expect(ends).toBe(1);
  });

  it('ends with the run, for the reason of its end', async () => {
    const { patience, stop } = patienceOf();
    const reason = new Error('stopped');
    const { run, tries } = work(unavailable);
    stop(reason);

    await expect(patience.during(run)).rejects.toBe(reason);
    expect(tries.count).toBe(1);
  });
});

it.each<[ErrorCode, boolean]>([
  ['K8S_NETWORK_TIMEOUT', true],
  ['K8S_DNS_FAILED', true],
  ['K8S_CONNECTION_REFUSED', true],
  ['K8S_API_SERVER_ERROR', true],
  ['K8S_RATE_LIMITED', true],
  ['K8S_TLS_FAILED', false],
  ['K8S_AUTH_INVALID_TOKEN', false],
  ['K8S_CRD_VALIDATION_FAILED', false],
  ['K8S_CONFLICT', false],
])('%s may pass by itself: %s', (code, wanted) => {
  expect(mayPass(new AppError(code))).toBe(wanted);
});
