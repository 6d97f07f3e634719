/** A read that is shared by all who ask the same at the same time. */
interface Reading<T> {
  readonly running: Promise<T>;
  /** For those who asked after `running` had begun; begins when that ends. */
  waiting: Promise<T> | null;
}

/**
 * A page of a list is asked for by everybody who looks at it in the moment in which something changes. Whoever asks while the
 * same is being read waits for the next reading, together with all others that do: never for one that began before he asked, so
 * that nobody gets an answer that was old when he asked for it.
 */
export function shareReads<T>(): (key: string, read: () => Promise<T>) => Promise<T> {
  const readings = new Map<string, Reading<T>>();

  const begin = (key: string, read: () => Promise<T>): Promise<T> => {
    const running = read();
    const reading: Reading<T> = { running, waiting: null };
    readings.set(key, reading);
    const forget = (): void => {
      if (readings.get(key) === reading && reading.waiting === null) readings.delete(key);
    };
    running.then(forget, forget);
    return running;
  };
  return (key, read) => {
    const reading = readings.get(key);
    if (reading === undefined) return begin(key, read);
    const beginNext = (): Promise<T> => begin(key, read);
    return (reading.waiting ??= reading.running.then(beginNext, beginNext));
  };
}
