import { expect, test } from 'vitest';
import { windowWords } from './window-words.ts';

const at = { start: '22:00', end: '06:00', time_zone: 'Europe/Berlin' } as const;

test.each([
  [
    { ...at, kind: 'block' as const, days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const },
    'Blocked Mon–Fri 22:00–06:00 (Europe/Berlin)',
  ],
  [
    { ...at, kind: 'allow' as const, days: ['wed', 'mon'] as const },
    'Allowed Mon, Wed 22:00–06:00 (Europe/Berlin)',
  ],
  [
    { ...at, kind: 'allow' as const, days: ['sat', 'sun'] as const },
    'Allowed Sat, Sun 22:00–06:00 (Europe/Berlin)',
  ],
  [
    {
      ...at,
      end: '22:00',
      kind: 'block' as const,
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
    },
    'Blocked every day 24 h from 22:00 (Europe/Berlin)',
  ],
])('%j', (window, words) => {
  expect(windowWords({ ...window, days: [...window.days] })).toBe(words);
});
