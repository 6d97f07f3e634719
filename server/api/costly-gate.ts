import { AppError } from '#server/domain/app-error.ts';

export interface CostlyGate {
  /** @returns what gives the place back. @throws AppError SERVER_BUSY */
  enter(who: string): () => void;
}

const RETRY_AFTER_SECONDS = 5;

/**
 * Bounds what goes on at once in this process: everybody together, and one person, so that nobody takes all places. Such
 * requests hold connections to other people's clusters for up to half a minute.
 */
export function createCostlyGate(limits: { readonly all: number; readonly each: number }): CostlyGate {
  const inside = new Map<string, number>();
  let total = 0;
  return {
    enter(who) {
      const own = inside.get(who) ?? 0;
      if (total >= limits.all || own >= limits.each) {
        throw new AppError('SERVER_BUSY', { retry_after_seconds: RETRY_AFTER_SECONDS });
      }
      total += 1;
      inside.set(who, own + 1);
      return () => {
        total -= 1;
        const left = (inside.get(who) ?? 1) - 1;
        if (left === 0) inside.delete(who);
        else inside.set(who, left);
      };
    },
  };
}
