/** Wall clocks of time zones. The rules are those that the runtime carries (Intl), so no clock and no I/O. */

/** What a clock on the wall shows; month 1 to 12. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs as much as hundreds of uses. @throws RangeError for a zone that does not exist */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}

/** Whether this runtime knows the zone by an IANA name; "+02:00" is none, since it has no rules. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the zone's clocks show at an instant. */
export function wallTime(instant: Date, timeZone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/** The wall time as if it were UTC: for sums of days and for comparison. */
const asUtc = ({ year, month, day, hour, minute }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute);

/** How far the zone is ahead of UTC at an instant, in ms; whole minutes. */
function offsetMs(instant: number, timeZone: string): number {
  const wholeMinute = Math.floor(instant / 60_000) * 60_000;
  return asUtc(wallTime(new Date(wholeMinute), timeZone)) - wholeMinute;
}

/**
 * When the zone's clocks show a wall time. In the hour that comes twice (autumn) the earlier or the later of the two, as asked;
 * for a time that clocks leap over (spring) the moment of the leap.
 */
export function instantOf(wall: WallTime, timeZone: string, twice: 'earlier' | 'later'): Date {
  const utc = asUtc(wall);
  const before = offsetMs(utc - DAY_MS, timeZone);
  const after = offsetMs(utc + DAY_MS, timeZone);
  const candidates = [utc - before, utc - after].filter(
    (instant) => instant + offsetMs(instant, timeZone) === utc,
  );
  if (candidates.length === 0)
    return new Date(leapBetween(utc - Math.max(before, after), utc - Math.min(before, after), timeZone));
  return new Date(twice === 'earlier' ? Math.min(...candidates) : Math.max(...candidates));
}

/** The instant at which the offset changes, by halving; to the minute, as all such changes are. */
function leapBetween(from: number, to: number, timeZone: string): number {
  const start = offsetMs(from, timeZone);
  let low = from;
  let high = to;
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000;
    if (offsetMs(middle, timeZone) === start) low = middle;
    else high = middle;
  }
  return high;
}

/** The date so many days later, at the same clock time. */
export function plusDays(wall: WallTime, days: number): WallTime {
  const date = new Date(asUtc(wall) + days * DAY_MS);
  return {
    ...wall,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

/** 0 = Monday … 6 = Sunday. */
export const weekdayOf = (wall: WallTime): number => (new Date(asUtc(wall)).getUTCDay() + 6) % 7;
