import type { Log } from '#server/log.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/**
 * One Ctrl-C arrives more than once: from the terminal, and again from npm or whoever started us and passes it on. Whoever
 * sends another signal later than this does not want to wait.
 */
const SAME_WISH_MS = 1_500;
/** A part that does not stop in this time is left behind, so that the process ends within its grace. */
const PART_LIMIT_MS = 20_000;

/** Stops the parts of the process in reverse order of their start, each bounded in time. */
export class Shutdown {
  readonly #log: Log;
  readonly #parts: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  #running: Promise<void> | null = null;
  #started = false;
  #askedAt: number | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, stop: () => Promise<void>): void {
    this.#parts.push({ name, stop });
  }

  /** From now on a signal stops the app; during the start it waits for the start's present part. */
  onSignals(): void {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (this.#askedAt !== null) {
          if (performance.now() - this.#askedAt > SAME_WISH_MS) process.exit(1);
          return;
        }
        this.#askedAt = performance.now();
        this.#log.info({ signal }, 'stopping');
        if (this.#started) void this.#exit();
      });
    }
  }

  /** The start is over: a signal that came meanwhile takes effect now. */
  started(): void {
    this.#started = true;
    if (this.#askedAt !== null) void this.#exit();
  }

  run(): Promise<void> {
    this.#running ??= this.#stopAll();
    return this.#running;
  }

  async #exit(): Promise<void> {
    await this.run();
    process.exit(0);
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#parts.toReversed()) {
      try {
        await withLimit(part.stop());
      } catch (error) {
        this.#log.warn({ err: error, part: part.name }, 'a part did not stop cleanly');
      }
    }
  }
}

async function withLimit(stopped: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not stopped after ${PART_LIMIT_MS} ms`)), PART_LIMIT_MS);
  try {
    await Promise.race([stopped, promise]);
  } finally {
    clearTimeout(timer);
  }
}
