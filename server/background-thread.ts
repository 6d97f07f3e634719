import { Worker } from 'node:worker_threads';
import type { BackgroundGiven } from '#server/background-entry.ts';

/**
 * Worker and scheduler beside the web server, in a thread with an event loop and connections of its own, which on Linux goes behind it for
 * the processor too: a large plan keeps no page waiting. With the role worker alone the process keeps the priority that it was started with.
 * An error that nobody foresaw in it ends the process, as it would without a thread. @returns how to stop them
 */
export function startBackgroundThread(given: BackgroundGiven): () => Promise<void> {
  const thread = new Worker(new URL('background-entry.ts', import.meta.url), { workerData: given });
  let stopping = false;
  const gone = new Promise<void>((resolve) => {
    thread.once('exit', (code) => {
      // Pages without anybody who syncs would look healthy for a while: rather be started anew.
      if (!stopping) throw new Error(`worker and scheduler ended by themselves, code ${code}`);
      resolve();
    });
  });
  return async () => {
    stopping = true;
    thread.postMessage('stop');
    await gone;
  };
}
