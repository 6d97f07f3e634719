import { afterAll } from 'vitest';

const closers: (() => unknown)[] = [];

// Here, as the file is imported, and not where something is opened: a hook that is registered while a test or a beforeAll runs is
// one that Vitest never calls, and says nothing of.
afterAll(async () => {
  const failed: unknown[] = [];
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, 'not everything could be closed');
});

/** Closes something when the test file is over, wherever it was opened and however the file ends; the newest first. */
export function atEnd(close: () => unknown): void {
  closers.push(close);
}
