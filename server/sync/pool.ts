import type { Gate } from '#server/kubernetes/send.ts';

interface Ends {
  readonly isOver?: () => boolean;
  /** Shut when the work is over, so that what waits for its turn behind a slow cluster is not sent any more; open again at the end. */
  readonly gate?: Gate;
}

/**
 * Calls `work` for every item, at most `width` at once, in order of the items. Starts no more after the first rejection or once `isOver` says so, waits
 * for those under way, then rejects with the first.
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
  { isOver = () => false, gate }: Ends = {},
): Promise<void> {
  let next = 0;
  let first: { readonly reason: unknown } | null = null;
  const lane = async (): Promise<void> => {
    while (first === null && !isOver() && next < items.length) {
      const item = items[next] as T;
      next += 1;
      try {
        await work(item);
      } catch (reason) {
        first ??= { reason };
      }
      if (first !== null || isOver()) gate?.shut();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  } finally {
    gate?.open();
  }
  const failed = first as { readonly reason: unknown } | null;
  if (failed !== null) throw failed.reason;
}
