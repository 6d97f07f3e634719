import { Worker } from 'node:worker_threads';
import type { BackgroundGiven } from '#server/background-entry.ts';

/**
 * Worker and scheduler beside the web server, in a thread with an event loop and connections of its own: a large plan keeps no page waiting.
 * An error that nobody foresaw in it ends the process, as it would without a thread. @returns how to stop them
 */
export function startBackgroundThread(given: BackgroundGiven): () => Promise<void> {
  const thread = new Worker(new URL('background-entry.ts', import.meta.url), { workerData: given });
  const gone = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  return async () => {
    thread.postMessage('stop');
    await gone;
  };
}
