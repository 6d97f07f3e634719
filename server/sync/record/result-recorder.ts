import type { JournalResult } from '#server/sync/record/journal.ts';

/** Records outcomes beside the work, a batch at a time and in order, so that no write waits for what became of the one before. */
export interface ResultRecorder {
  /** Goes with the next batch. */
  add(key: string, result: JournalResult): void;
  /** Begins to write what has come together. */
  flush(): void;
  /** Waits until everything is recorded. @throws what a batch failed with */
  finish(): Promise<void>;
}

/** Recorded this often at the latest, so that a long level does not lose them. */
const RECORD_EVERY = 200;

export function createResultRecorder(
  record: (batch: ReadonlyMap<string, JournalResult>) => Promise<void>,
): ResultRecorder {
  let waiting = new Map<string, JournalResult>();
  let writing: Promise<void> = Promise.resolve();

  const flush = (): void => {
    if (waiting.size === 0) return;
    const batch = waiting;
    waiting = new Map();
    writing = writing.then(() => record(batch));
    // Whoever finishes hears of it.
    writing.catch(() => {});
  };
  return {
    add(key, result) {
      waiting.set(key, result);
      if (waiting.size >= RECORD_EVERY) flush();
    },
    flush,
    async finish() {
      flush();
      await writing;
    },
  };
}
