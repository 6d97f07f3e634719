import { AppError } from '#server/domain/app-error.ts';

/** A plan reads a whole cluster: so many at once in this process, and of them so many for one person. */
const MOST_AT_ONCE = 4;
const MOST_EACH = 2;
const RETRY_AFTER_SECONDS = 5;

const underWay = new Map<string, number>();

/** Does the work if there is room for it. @throws AppError PLANS_BUSY */
export async function inPlanSlot<T>(actor: string, work: () => Promise<T>): Promise<T> {
  const mine = underWay.get(actor) ?? 0;
  const all = [...underWay.values()].reduce((sum, each) => sum + each, 0);
  if (mine >= MOST_EACH || all >= MOST_AT_ONCE) {
    throw new AppError('PLANS_BUSY', { retry_after_seconds: RETRY_AFTER_SECONDS });
  }
  underWay.set(actor, mine + 1);
  try {
    return await work();
  } finally {
    const left = (underWay.get(actor) ?? 1) - 1;
    if (left > 0) underWay.set(actor, left);
    else underWay.delete(actor);
  }
}
