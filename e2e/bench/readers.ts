import { setTimeout as delay } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';

/** Fifty answers a second: as if each of fifty fabrics were looked at once a second. */
const READERS = 10;
const EVERY_MS = 200;

export interface Readers {
  /** Ends the reading. @returns how long each answer took, in ms, from the moment it was due */
  stop(): Promise<number[]>;
}

/**
 * Reads again and again, each reader over a connection of its own and at fixed times: an answer that comes late does not put off the next
 * question's clock, so that a standstill counts in full.
 *
 * @param read asks once; `turn` counts the questions of all readers
 */
export function startReaders(read: (dispatcher: Dispatcher, turn: number) => Promise<void>): Readers {
  const dispatcher = new Agent({ allowH2: false, connections: READERS, pipelining: 1 });
  const taken: number[] = [];
  const stopping = new AbortController();
  let next = 0;

  const reader = async (index: number): Promise<void> => {
    let due = performance.now() + (index * EVERY_MS) / READERS;
    while (!stopping.signal.aborted) {
      await delay(Math.max(0, due - performance.now()));
      await read(dispatcher, next++);
      taken.push(performance.now() - due);
      due += EVERY_MS;
    }
  };
  const reading = Promise.all(Array.from({ length: READERS }, (_, index) => reader(index)));
  // Told by stop(); until then nobody listens.
  reading.catch(() => {});
  return {
    async stop() {
      stopping.abort();
      try {
        await reading;
      } finally {
        await dispatcher.close();
      }
      return taken;
    },
  };
}
