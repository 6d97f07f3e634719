import { setTimeout as delay } from 'node:timers/promises';
import { isAppError, type AppError } from '#server/domain/app-error.ts';
import { isWebhookRefusal } from '#server/kubernetes/errors/webhook-refusal.ts';

/** The webhooks look other objects up in a cache that learns of a write within a second or two. */
const DELAYS_MS = [200, 500, 1_000, 2_000];

/** Writes again for as long as a refusal may come of such a cache. @throws AppError: the last refusal */
export async function despiteStaleCache<T>(
  write: () => Promise<T>,
  mayBeStale: (refusal: AppError) => boolean,
  signal: AbortSignal,
): Promise<T> {
  for (const wait of DELAYS_MS) {
    try {
      return await write();
    } catch (error) {
      if (!isAppError(error) || !isWebhookRefusal(error) || !mayBeStale(error)) throw error;
      await delay(wait, undefined, { signal });
    }
  }
  return await write();
}
