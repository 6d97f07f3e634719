import { isAppError } from '#server/domain/app-error.ts';

/** How a piece of work ended, for the limit: fine, under pressure (429, 5xx, out of time), or nothing to learn from (stopped by us). */
export type Verdict = 'ok' | 'pressed' | 'ignored';

interface RunOptions<T> {
  /** Durations are compared with others of the same label only: a list takes longer than a get. */
  readonly label?: string;
  /** Judges a result that did not throw; absent: 'ok'. */
  readonly judge?: (result: T) => Verdict;
  /** Goes before those that wait: it is the second half of something that has had its turn. */
  readonly ahead?: boolean;
}

export interface AdaptiveLimit {
  /** Runs `work` as soon as there is room, in order of calling; passes on what it returns or throws. */
  run<T>(work: () => Promise<T>, options?: RunOptions<T>): Promise<T>;
  /** How many may run at once now. */
  readonly limit: number;
  readonly running: number;
  readonly waiting: number;
}

const INCREASE_PER_ROUND = 1;
const DECREASE_FACTOR = 0.5;
const SLOW_DECREASE_FACTOR = 0.8;
/** Slow = the smoothed duration is this many times the best one seen … */
const SLOW_FACTOR = 4;
/** … and above this: below it nobody is hurt. */
const SLOW_FLOOR_MS = 250;
/** Weight of the newest duration in the smoothed one. */
const SMOOTHING = 0.2;
/** The best duration ages by this much a request, so that a cluster that became slower for good is not held down for ever. */
const BEST_AGEING = 1.002;

const PRESSED_CODES: ReadonlySet<string> = new Set([
  'K8S_RATE_LIMITED',
  'K8S_API_SERVER_ERROR',
  'K8S_NETWORK_TIMEOUT',
]);

/**
 * Bounded concurrency that finds its own bound: one more per round of good answers while the room is used, half on 429, 5xx and time-outs, a
 * fifth less on latency, at most once per round, since answers to requests sent before a decrease say nothing about it.
 * Share one per cluster. `now` in ms, monotonic.
 */
export function createAdaptiveLimit({
  start,
  max,
  now = () => performance.now(),
}: {
  readonly start: number;
  readonly max: number;
  readonly now?: () => number;
}): AdaptiveLimit {
  let room = Math.min(Math.max(1, start), max);
  let running = 0;
  let lastDecrease = Number.NEGATIVE_INFINITY;
  const waiting: (() => void)[] = [];
  const pace = new Map<string, { best: number; smoothed: number }>();

  const bound = (): number => Math.max(1, Math.floor(room));

  function admit(): void {
    while (running < bound() && waiting.length > 0) {
      running += 1;
      waiting.shift()?.();
    }
  }

  function decrease(factor: number, startedAt: number): void {
    if (startedAt < lastDecrease) return;
    room = Math.max(1, room * factor);
    lastDecrease = now();
  }

  function learn(verdict: Verdict, label: string, startedAt: number): void {
    if (verdict === 'ignored') return;
    if (verdict === 'pressed') return decrease(DECREASE_FACTOR, startedAt);
    if (isSlow(label, now() - startedAt)) return decrease(SLOW_DECREASE_FACTOR, startedAt);
    // A limit that nobody reaches proves nothing by good answers.
    if (running >= bound()) room = Math.min(max, room + INCREASE_PER_ROUND / room);
  }

  function isSlow(label: string, durationMs: number): boolean {
    const known = pace.get(label);
    if (known === undefined) {
      pace.set(label, { best: durationMs, smoothed: durationMs });
      return false;
    }
    known.best = Math.min(known.best * BEST_AGEING, durationMs);
    known.smoothed += SMOOTHING * (durationMs - known.smoothed);
    return known.smoothed > SLOW_FLOOR_MS && known.smoothed > known.best * SLOW_FACTOR;
  }

  return {
    async run(work, { label = '', judge, ahead = false } = {}) {
      if (running < bound() && (ahead || waiting.length === 0)) running += 1;
      else await new Promise<void>((resolve) => (ahead ? waiting.unshift(resolve) : waiting.push(resolve)));
      const startedAt = now();
      let verdict: Verdict = 'ignored';
      try {
        const result = await work();
        verdict = judge?.(result) ?? 'ok';
        return result;
      } catch (error) {
        if (isAppError(error)) verdict = PRESSED_CODES.has(error.code) ? 'pressed' : 'ok';
        throw error;
      } finally {
        learn(verdict, label, startedAt);
        running -= 1;
        admit();
      }
    },
    get limit() {
      return bound();
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting.length;
    },
  };
}
