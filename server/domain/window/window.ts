import { WEEKDAYS, type SyncWindow } from '#server/domain/window/sync-window.ts';
import { instantOf, plusDays, wallTime, weekdayOf, type WallTime } from '#server/domain/window/zone-time.ts';

/**
 * When automatic runs may start: inside an `allow` window if there is any, and inside no `block` window. Windows go by the
 * clocks on the wall: one of 01:00 to 04:00 is 2 h long on the night when clocks go forward, 4 h when they go back.
 */

/** Windows come again each week; one that clocks leap over comes a week later. */
const HORIZON_DAYS = 15;
const DAY_MS = 86_400_000;

interface Span {
  readonly window: SyncWindow;
  readonly from: number;
  readonly to: number;
}

const clockOf = (text: string): Pick<WallTime, 'hour' | 'minute'> => ({
  hour: Number(text.slice(0, 2)),
  minute: Number(text.slice(3, 5)),
});

/** The times at which a window stands open, from the day before `now` on; `days` further. */
function spansOf(window: SyncWindow, now: Date, days: number): Span[] {
  const today = wallTime(now, window.time_zone);
  const spans: Span[] = [];
  for (let day = -1; day <= days; day += 1) {
    const date = plusDays(today, day);
    const weekday = WEEKDAYS[weekdayOf(date)];
    if (weekday === undefined || !window.days.includes(weekday)) continue;
    const crosses = window.end <= window.start;
    const from = instantOf({ ...date, ...clockOf(window.start) }, window.time_zone, 'earlier');
    const to = instantOf(
      { ...plusDays(date, crosses ? 1 : 0), ...clockOf(window.end) },
      window.time_zone,
      'later',
    );
    if (to.getTime() > from.getTime()) spans.push({ window, from: from.getTime(), to: to.getTime() });
  }
  return spans;
}

function openAt(windows: readonly SyncWindow[], spans: readonly Span[], at: number): boolean {
  const inside = (kind: SyncWindow['kind']): boolean =>
    spans.some(({ window, from, to }) => window.kind === kind && from <= at && at < to);
  return !inside('block') && (windows.every(({ kind }) => kind === 'block') || inside('allow'));
}

/** Whether automatic runs may start at `now`. */
export function isWindowOpen(windows: readonly SyncWindow[], now: Date): boolean {
  if (windows.length === 0) return true;
  return openAt(
    windows,
    windows.flatMap((window) => spansOf(window, now, 0)),
    now.getTime(),
  );
}

/** A change from closed to open or back, and whose clock tells it. */
export interface WindowChange {
  readonly at: Date;
  readonly timeZone: string;
}

function firstChange(windows: readonly SyncWindow[], now: Date, to: 'open' | 'closed'): WindowChange | null {
  const spans = windows.flatMap((window) => spansOf(window, now, HORIZON_DAYS + 2));
  // Near the end of what was laid out a time may look open only because the next window is missing.
  const last = now.getTime() + HORIZON_DAYS * DAY_MS;
  const edges = spans
    .flatMap(({ window, from, to: end }) => [
      { at: from, timeZone: window.time_zone },
      { at: end, timeZone: window.time_zone },
    ])
    .filter(({ at }) => at > now.getTime() && at <= last)
    .toSorted((a, b) => a.at - b.at);
  const found = edges.find(({ at }) => openAt(windows, spans, at) === (to === 'open'));
  return found === undefined ? null : { at: new Date(found.at), timeZone: found.timeZone };
}

/** When automatic runs may start again; null = they may now, or never (see everOpens). */
export function nextOpening(windows: readonly SyncWindow[], now: Date): WindowChange | null {
  return isWindowOpen(windows, now) ? null : firstChange(windows, now, 'open');
}

/** When an open window closes next; null = it is closed now, or never closes. */
export function nextClosing(windows: readonly SyncWindow[], now: Date): WindowChange | null {
  return windows.length === 0 || !isWindowOpen(windows, now) ? null : firstChange(windows, now, 'closed');
}

/** A week in which no zone's clocks are changed. */
const ORDINARY_WEEK = new Date('2026-01-05T00:00:00.000Z');

/** Since when the windows stand open; null = for longer than a fortnight, or always. */
export function openSince(windows: readonly SyncWindow[], now: Date): Date | 'closed' | null {
  if (windows.length === 0) return null;
  if (!isWindowOpen(windows, now)) return 'closed';
  const start = new Date(now.getTime() - HORIZON_DAYS * DAY_MS);
  const spans = windows.flatMap((window) => spansOf(window, start, HORIZON_DAYS + 2));
  const edges = spans
    .flatMap(({ from, to }) => [from, to])
    .filter((at) => at > start.getTime() && at <= now.getTime())
    .toSorted((a, b) => b - a);
  // The latest edge before which it was closed.
  const opened = edges.find((at) => !openAt(windows, spans, at - 1));
  return opened === undefined ? null : new Date(opened);
}

/** Whether there is any time of the week at which automatic runs may start. */
export function everOpens(windows: readonly SyncWindow[]): boolean {
  return isWindowOpen(windows, ORDINARY_WEEK) || nextOpening(windows, ORDINARY_WEEK) !== null;
}

const two = (value: number): string => String(value).padStart(2, '0');
const DAY_WORDS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** "blocked until 06:00 (Europe/Berlin)", with the weekday when that is not today; null = not blocked. */
export function blockedSentence(windows: readonly SyncWindow[], now: Date): string | null {
  if (isWindowOpen(windows, now)) return null;
  const opening = nextOpening(windows, now);
  if (opening === null) return 'blocked at all times by the sync windows';
  const wall = wallTime(opening.at, opening.timeZone);
  const today = wallTime(now, opening.timeZone);
  const tomorrow = plusDays(today, 1);
  const clock = `${two(wall.hour)}:${two(wall.minute)}`;
  // "until 06:00" is the next one that a clock shows.
  const next =
    wall.day === today.day ||
    (wall.day === tomorrow.day && clock <= `${two(today.hour)}:${two(today.minute)}`);
  return `blocked until ${next ? '' : `${DAY_WORDS[weekdayOf(wall)] ?? ''} `}${clock} (${opening.timeZone})`;
}
