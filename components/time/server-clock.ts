/**
 * Ages are measured against the server's clock: a browser whose clock is wrong would show "just now" for hours.
 * The Date header has whole seconds, so differences below the tolerance are taken as none.
 */
const TOLERANCE_MS = 3_000;

let offsetMs = 0;

/** How far the server's clock is ahead of the browser's, in milliseconds; 0 when unknown or nearly equal. */
export function clockOffset(dateHeader: string | null, browserNowMs: number): number {
  const serverMs = dateHeader === null ? NaN : Date.parse(dateHeader);
  if (Number.isNaN(serverMs)) return 0;
  const difference = serverMs + 500 - browserNowMs;
  return Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
}

/** Takes the Date header of an answer; answers without one change nothing. */
export function noteServerDate(dateHeader: string | null): void {
  if (dateHeader !== null) offsetMs = clockOffset(dateHeader, Date.now());
}

/** Now, in milliseconds, by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** A moment of the browser's clock, by the server's clock. */
export function toServerTime(browserMs: number): number {
  return browserMs + offsetMs;
}
