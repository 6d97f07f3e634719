/** Whether the server answered the last request, and when it last did: one fact for the whole page. */

export interface Reachability {
  readonly reached: boolean;
  /** Milliseconds of the browser's clock; null before the first answer. */
  readonly lastAnswerAt: number | null;
}

let current: Reachability = { reached: true, lastAnswerAt: null };
let lastAnswerAt: number | null = null;
const listeners = new Set<() => void>();

function change(reached: boolean): void {
  if (current.reached === reached) return;
  current = { reached, lastAnswerAt };
  for (const listener of listeners) listener();
}

/** An answer came, whatever it said. */
export function noteAnswer(nowMs: number): void {
  lastAnswerAt = nowMs;
  change(true);
}

export function noteSilence(): void {
  change(false);
}

export function reachability(): Reachability {
  return current;
}

export function onReachability(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
