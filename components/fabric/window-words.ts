import { WEEKDAYS, type SyncWindow, type Weekday } from '#server/domain/window/sync-window.ts';

export const DAY_WORDS: Record<Weekday, string> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

/** "every day", "Mon–Fri", "Mon, Wed". */
function dayWords(days: readonly Weekday[]): string {
  if (days.length === WEEKDAYS.length) return 'every day';
  const chosen = WEEKDAYS.filter((day) => days.includes(day));
  const first = WEEKDAYS.findIndex((day) => day === chosen[0]);
  const [from, to] = [chosen[0], chosen.at(-1)];
  const inRow = chosen.every((day, index) => WEEKDAYS[first + index] === day);
  if (inRow && chosen.length > 2 && from !== undefined && to !== undefined) {
    return `${DAY_WORDS[from]}–${DAY_WORDS[to]}`;
  }
  return chosen.map((day) => DAY_WORDS[day]).join(', ');
}

/** "Blocked Mon–Fri 22:00–06:00 (Europe/Berlin)". */
export function windowWords({ kind, days, start, end, time_zone }: SyncWindow): string {
  const times = start === end ? `24 h from ${start}` : `${start}–${end}`;
  return `${kind === 'allow' ? 'Allowed' : 'Blocked'} ${dayWords(days)} ${times} (${time_zone})`;
}
