/** Keeps free slots filled with work; knows nothing of what the work is. */
export interface SlotFiller {
  /** Claims as much as there is room for; once more afterwards, where it is asked for meanwhile. */
  fill(): void;
  /** Claims nothing more. Resolves once no claim is under way. */
  close(): Promise<void>;
  /** Resolves when all that is under way now has ended. */
  ended(): Promise<unknown>;
}

interface SlotFillerOptions<T> {
  readonly free: () => number;
  readonly claim: (most: number) => Promise<readonly T[]>;
  /** Does one piece. Never rejects. @param claimedAt performance.now() before it was claimed */
  readonly work: (piece: T, claimedAt: number) => Promise<void>;
  readonly onClaimFailed: (error: unknown) => void;
}

export function createSlotFiller<T>({ free, claim, work, onClaimFailed }: SlotFillerOptions<T>): SlotFiller {
  const underWay = new Set<Promise<void>>();
  let closed = false;
  let filling: Promise<void> | null = null;
  let again = false;

  const fillSlots = async (): Promise<void> => {
    do {
      again = false;
      const most = free();
      if (closed || most <= 0) return;
      const claimedAt = performance.now();
      for (const piece of await claim(most)) {
        const task = work(piece, claimedAt).finally(() => {
          underWay.delete(task);
          fill();
        });
        underWay.add(task);
      }
    } while (again);
  };
  function fill(): void {
    if (filling !== null) {
      again = true;
      return;
    }
    filling = fillSlots()
      .catch(onClaimFailed)
      .finally(() => {
        filling = null;
      });
  }

  return {
    fill,
    async close() {
      closed = true;
      await filling;
    },
    ended: () => Promise.all(underWay),
  };
}
