import { afterAll } from 'vitest';

const closers: (() => Promise<void>)[] = [];

afterAll(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Closes something when the tests of this file have ended; may be called inside a test, where hooks may not. */
export function whenDone(close: () => Promise<void>): void {
  closers.push(close);
}
