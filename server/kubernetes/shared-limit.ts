import { createAdaptiveLimit, type AdaptiveLimit } from './adaptive-limit.ts';
import { MAX_CONNECTIONS, START_CONCURRENCY } from './target.ts';

const limits = new Map<string, WeakRef<AdaptiveLimit>>();
const forgotten = new FinalizationRegistry<string>((origin) => {
  if (limits.get(origin)?.deref() === undefined) limits.delete(origin);
});

/** The limit that all clients of one API server share in this process; it lives as long as one of them does. */
export function sharedLimit(origin: string): AdaptiveLimit {
  const known = limits.get(origin)?.deref();
  if (known !== undefined) return known;
  const limit = createAdaptiveLimit({ start: START_CONCURRENCY, max: MAX_CONNECTIONS });
  limits.set(origin, new WeakRef(limit));
  forgotten.register(limit, origin);
  return limit;
}
