import { blamesObject } from './to-error.ts';

/** Waits of one request together with Retry-After: at most this many, none longer than this. */
const MOST_WAITS = 4;
export const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 500;
/** Of a server that is in trouble and does not say for how long: a change of leader, a restart behind a load balancer. 2 s at most. */
const MOST_WAITS_FOR_TROUBLE = 2;
const TROUBLE: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * How often a request is repeated after this answer: as told for 429 and Retry-After, a few times for a server in trouble where a second
 * request does what the first would have done.
 */
export function mostWaits(
  { repeat }: { readonly repeat: 'read' | 'write' | 'never' },
  {
    status,
    headers,
    text,
  }: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly text: string;
  },
): number {
  if (status === 429) return MOST_WAITS;
  if (status < 500 || repeat === 'never') return 0;
  if (headers['retry-after'] !== undefined) return MOST_WAITS;
  return TROUBLE.has(status) && !blamesObject(text) ? MOST_WAITS_FOR_TROUBLE : 0;
}

/**
 * How long to wait before a refused request is repeated, in ms: Retry-After (seconds or a date), else what the body says, else 0.5 s doubled
 * per wait with jitter. Never longer than 10 s.
 * @param random uniform in 0 to 1
 */
export function waitMs(
  {
    header,
    bodySeconds,
    waits,
  }: { readonly header: string | undefined; readonly bodySeconds: number; readonly waits: number },
  now: Date,
  random: number,
): number {
  const stated = retryAfterMs(header, now) ?? (bodySeconds > 0 ? bodySeconds * 1_000 : null);
  // A little more than asked for, and not all at the same moment.
  const plain = stated === null ? FIRST_WAIT_MS * 2 ** waits * (0.5 + random) : stated + random * 100;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, plain));
}

/** The header in ms from now; null when it is absent or makes no sense. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1_000 : null;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
