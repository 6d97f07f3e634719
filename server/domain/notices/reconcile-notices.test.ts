import { expect, test } from 'vitest';
import { reconcileNotices } from '#server/domain/notices/reconcile-notices.ts';
import type { StandingNotice } from '#server/domain/notices/standing-notices.ts';
import type { NoticeKind } from '#server/domain/words.ts';

const standing = (kind: NoticeKind, change: Partial<StandingNotice> = {}): StandingNotice => ({
  kind,
  severity: 'critical',
  title: 'title',
  text: 'text',
  advice: 'advice',
  data: {},
  opens: true,
  ...change,
});
const stored = (kind: NoticeKind) => ({ id: 7, ...standing(kind) });

test.each<[string, NoticeKind[], StandingNotice[], boolean, object]>([
  ['one that begins', [], [standing('breaker_open')], false, { open: ['breaker_open'], close: [] }],
  ['one that goes on', ['breaker_open'], [standing('breaker_open')], false, { open: [], close: [] }],
  ['one that ended', ['breaker_open'], [], false, { open: [], close: ['breaker_open'] }],
  [
    'one that a run may put right, while it is under way',
    ['breaker_open'],
    [],
    true,
    { open: [], close: [] },
  ],
  ['a stopped schedule, while a run tries again', ['schedule_stopped'], [], true, { open: [], close: [] }],
  [
    'a stopped schedule that was taken up',
    ['schedule_stopped'],
    [],
    false,
    { open: [], close: ['schedule_stopped'] },
  ],
  [
    'another, while a run is under way',
    ['credentials_expire'],
    [],
    true,
    { open: [], close: ['credentials_expire'] },
  ],
  [
    'one that may not begin',
    [],
    [standing('overdue_3_intervals', { opens: false })],
    false,
    { open: [], close: [] },
  ],
  [
    'one that may not begin, but has',
    ['overdue_3_intervals'],
    [standing('overdue_3_intervals', { opens: false })],
    false,
    { open: [], close: [] },
  ],
  [
    'one for another',
    ['breaker_open'],
    [standing('credentials_refused')],
    false,
    { open: ['credentials_refused'], close: ['breaker_open'] },
  ],
])('%s', (_, before, now, runActive, expected) => {
  const changes = reconcileNotices(before.map(stored), now, runActive);

  expect({
    open: changes.open.map(({ kind }) => kind),
    close: changes.close.map(({ kind }) => kind),
    refresh: changes.refresh,
  }).toEqual({ ...expected, refresh: [] });
});

test('one of which there is something newer to say is the same occurrence', () => {
  const notice = standing('credentials_expire', { severity: 'critical', title: 'have expired' });

  expect(reconcileNotices([stored('credentials_expire')], [notice], false)).toEqual({
    open: [],
    close: [],
    refresh: [{ id: 7, notice }],
  });
});
