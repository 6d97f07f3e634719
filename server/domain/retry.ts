import type { RetryRule } from '#server/domain/errors.ts';

export const RETRY_DELAY_MAX_SECONDS = 300;
const JITTER_LOW = 0.8;
const JITTER_HIGH = 1.2;

/**
 * Milliseconds until the next attempt of a series, or null when there is none.
 * `min(300, base · 2^attempt) · jitter`; jitter is uniform in 0.8 to 1.2, and 0.8 to 1.0 once capped, so that fabrics
 * which failed together do not come back together and none waits longer than 300 s.
 *
 * @param attempt retries already made in this series, 0 based
 * @param random uniform in 0 (included) to 1 (excluded)
 */
export function retryDelayMs(rule: RetryRule, attempt: number, random: number): number | null {
  if (rule.strategy === 'none' || attempt >= rule.maxAttempts) return null;
  const plain = rule.strategy === 'fixed' ? rule.everySeconds : rule.baseSeconds * 2 ** attempt;
  const capped = Math.min(plain, RETRY_DELAY_MAX_SECONDS);
  const high = Math.min(JITTER_HIGH, RETRY_DELAY_MAX_SECONDS / capped);
  return Math.round(capped * (JITTER_LOW + random * (high - JITTER_LOW)) * 1_000);
}
