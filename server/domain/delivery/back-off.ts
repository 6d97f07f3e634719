/** Attempts before a message is given up: with these delays about an hour and a half after the first. */
export const MAX_ATTEMPTS = 10;
const BASE_SECONDS = 10;
const LONGEST_SECONDS = 3_600;

/**
 * How long to wait after the failed attempt of that number (1 = the first), in ms; null = give up.
 * @param random uniform in 0 to 1: receivers that failed together are not asked together again
 */
export function nextAttemptMs(attempt: number, random: number): number | null {
  if (attempt >= MAX_ATTEMPTS) return null;
  const seconds = Math.min(LONGEST_SECONDS, BASE_SECONDS * 2 ** (attempt - 1));
  return Math.round(seconds * (0.8 + 0.4 * random) * 1_000);
}
