import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '#db/outage.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import { within } from '#server/jobs/within.ts';

const AGAIN_AFTER_MS = 500;
/** Less than a lease is trusted for. */
const ANSWER_MS = 15_000;

/**
 * A write that must reach the database: while that is away (restarted, failed over) it is tried again, as long as this worker
 * holds its run. Done twice it must be as done once: the answer to the first may have been lost.
 * @throws RunStopped when the lease can be trusted no more
 */
export async function despiteOutage<T>(
  lease: Pick<HeldLease, 'assertHeld'>,
  write: () => PromiseLike<T>,
): Promise<T> {
  for (;;) {
    try {
      return await within(ANSWER_MS, write());
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      lease.assertHeld();
      await delay(AGAIN_AFTER_MS);
      lease.assertHeld();
    }
  }
}
