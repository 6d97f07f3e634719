import { within } from '#server/jobs/within.ts';

/** A reading that somebody waits for and that has not begun. */
interface Waiting<T> {
  readonly answer: Promise<T>;
  begin(): Promise<unknown>;
}

/**
 * A page of a list is asked for by everybody who looks at it in the moment in which something changes. Whoever asks for what is
 * not being read yet shares that reading with all others who do; whoever asks while it is read waits for the next one: nobody
 * gets an answer whose reading began before he asked.
 * @param atOnce readings under way; more would only wait for a connection and for the processor, each for one asker
 * @param limitMs after which a reading has failed: one that is never answered would keep its place, and all others waiting
 */
export function shareReads<T>(
  atOnce: number,
  limitMs: number,
): (key: string, read: () => Promise<T>) => Promise<T> {
  const running = new Set<string>();
  /** In the order in which they were asked for. */
  const waiting = new Map<string, Waiting<T>>();

  const fill = (): void => {
    for (const [key, { begin }] of waiting) {
      if (running.size >= atOnce) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      const end = (): void => {
        running.delete(key);
        fill();
      };
      begin().then(end, end);
    }
  };
  return (key, read) => {
    const shared = waiting.get(key);
    if (shared !== undefined) return shared.answer;
    const { promise: answer, resolve } = Promise.withResolvers<T>();
    const begin = (): Promise<T> => {
      const reading = within(limitMs, read());
      resolve(reading);
      return reading;
    };
    waiting.set(key, { answer, begin });
    fill();
    return answer;
  };
}
