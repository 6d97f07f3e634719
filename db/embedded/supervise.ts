import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '#db/embedded/log.ts';
import type { Postmaster } from '#db/embedded/postmaster.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** One that lived as long is no longer part of the same trouble. */
const SETTLED_MS = 30_000;

export interface Supervisor {
  /** Ends the watch; afterwards nothing is started any more. The server is left as it is. */
  end(): Promise<void>;
}

/** How long to wait before the next start; none before the first. */
export function restartDelayMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

/** Starts Postgres again whenever it is gone, at growing intervals (up to 10 s) as long as that fails. */
export function supervise(
  first: Postmaster,
  startAgain: () => Promise<Postmaster>,
  log: Log,
  delayMs: (failures: number) => number = restartDelayMs,
): Supervisor {
  const ending = new AbortController();
  const ended = new Promise<null>((resolve) => ending.signal.addEventListener('abort', () => resolve(null)));
  let failures = 0;

  const replace = async (): Promise<Postmaster | null> => {
    for (;;) {
      await delay(delayMs(failures), undefined, { signal: ending.signal }).catch(() => {});
      if (ending.signal.aborted) return null;
      failures += 1;
      try {
        const postmaster = await startAgain();
        log.warn({ pid: postmaster.pid, port: postmaster.port }, 'Postgres runs again');
        return postmaster;
      } catch (error) {
        log.error({ err: error, failures }, 'Postgres could not be started again; trying on');
      }
    }
  };

  const watch = async () => {
    for (let current: Postmaster | null = first; current !== null; current = await replace()) {
      const since = performance.now();
      const why = await Promise.race([current.gone, ended]);
      if (why === null) return;
      if (performance.now() - since > SETTLED_MS) failures = 0;
      log.error({ pid: current.pid, why }, 'Postgres is gone; starting it again');
    }
  };

  const watching = watch();
  return {
    async end() {
      ending.abort();
      await watching;
    },
  };
}
