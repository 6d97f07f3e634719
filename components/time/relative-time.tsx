'use client';

import { exactWords, relativeWords, sinceWords } from './time-words.ts';
import { useNow } from './use-now.ts';

interface RelativeTimeProps {
  /** ISO 8601, or null when it has not happened. */
  readonly at: string | null;
  /** What to say for null. */
  readonly none?: string;
}

/** The page's second and a moment of the server can be this far apart without the moment being to come. */
const CLOCK_BLUR_MS = 3_000;

/** "2 min ago", ticking; the exact moment in the person's zone is the title. */
export function RelativeTime({ at, none = 'never' }: RelativeTimeProps) {
  const now = useNow();
  if (at === null) return <span className="text-muted">{none}</span>;
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={exactWords(at)}>
      {atMs - now < CLOCK_BLUR_MS ? sinceWords(atMs, now) : relativeWords(atMs, now)}
    </time>
  );
}

/** When something comes by itself: "in 3 min", "due now"; null = not by itself. */
export function NextTime({ at, none }: { readonly at: string | null; readonly none: string }) {
  const now = useNow();
  if (at === null) return <span className="text-muted">{none}</span>;
  return (
    <time dateTime={at} title={exactWords(at)}>
      {Date.parse(at) <= now ? 'due now' : relativeWords(Date.parse(at), now)}
    </time>
  );
}

/** Both forms side by side, for places with room: "2 min ago (1 Mar 2026, 12:00:00 UTC)". */
export function FullTime({ at, none = 'never' }: RelativeTimeProps) {
  return (
    <>
      <RelativeTime at={at} none={none} />
      {at !== null && <span className="text-muted"> · {exactWords(at)}</span>}
    </>
  );
}
