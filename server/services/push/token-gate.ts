export interface TokenGate {
  /** Takes one. @returns 0, or the seconds until there is one again */
  take(key: string): number;
}

/**
 * A bucket of tokens for each key, in this process: what can be refused before anything else is done. Holds `most` keys at
 * most; the one unused longest is forgotten first, which only ever gives it a full bucket.
 */
export function createTokenGate(
  limits: { readonly burst: number; readonly perSecond: number; readonly most: number },
  nowMs: () => number = () => performance.now(),
): TokenGate {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = nowMs();
      const before = buckets.get(key) ?? { tokens: limits.burst, at: now };
      const refilled = before.tokens + ((now - before.at) / 1_000) * limits.perSecond;
      const tokens = Math.min(limits.burst, refilled);
      const left = tokens >= 1 ? tokens - 1 : tokens;
      // Set anew: the keys stand in the order of their use.
      buckets.delete(key);
      buckets.set(key, { tokens: left, at: now });
      if (buckets.size > limits.most) {
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest);
          break;
        }
      }
      return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / limits.perSecond));
    },
  };
}
