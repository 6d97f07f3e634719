import { describe, expect, test } from 'vitest';
import { ERROR_CODES, errorDefinition } from '#server/domain/errors.ts';
import {
  escalationMoments,
  standingNotices,
  type NoticeInputs,
} from '#server/domain/notices/standing-notices.ts';
import { WEEKDAYS, type SyncWindow } from '#server/domain/window/sync-window.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const DAY = 86_400;

const WELL: NoticeInputs = {
  kubernetesServer: 'https://fabric.example:6443',
  syncEnabled: true,
  syncInterval: 300,
  activeRunId: null,
  connectionError: null,
  syncError: null,
  lastSync: inSeconds(-100),
  waitingSince: null,
  syncWindows: [],
  errorCode: null,
  errorAdvice: null,
  scheduleStopped: false,
  breakerFailures: 0,
  breakerOpenUntil: null,
  credentialsExpireAt: null,
};
const NEW: NoticeInputs = { ...WELL, lastSync: null, waitingSince: inSeconds(-301) };
const LATE: NoticeInputs = { ...WELL, lastSync: inSeconds(-901) };
const failed = (errorCode: string): NoticeInputs => ({ ...WELL, syncError: 'what was said', errorCode });
const stopped = (errorCode: string): NoticeInputs => ({ ...failed(errorCode), scheduleStopped: true });
const window = (kind: SyncWindow['kind'], start: string, end: string): SyncWindow => ({
  kind,
  start,
  end,
  days: [...WEEKDAYS],
  time_zone: 'UTC',
});

/** Kinds that stand; in brackets those of which none begins. */
const kindsOf = (fabric: NoticeInputs): string[] =>
  standingNotices(fabric, NOW).map(({ kind, opens }) => (opens ? kind : `(${kind})`));

describe('what stands', () => {
  test.each<[string, NoticeInputs, string[]]>([
    ['nothing of a fabric that is well', WELL, []],
    ['never synced for 5 min and a second', NEW, ['never_synced_over_5min']],
    ['never synced for 5 min exactly', { ...NEW, waitingSince: inSeconds(-300) }, []],
    ['never synced, while its run is under way', { ...NEW, activeRunId: 7 }, ['never_synced_over_5min']],
    [
      'never synced, with a failed run',
      { ...NEW, syncError: 'x', errorCode: 'K8S_CONFLICT' },
      ['never_synced_over_5min'],
    ],
    ['never synced at interval 0', { ...NEW, syncInterval: 0 }, []],
    ['never synced and not awaited', { ...NEW, waitingSince: null }, []],
    ['overdue by 3 intervals and a second', LATE, ['overdue_3_intervals']],
    ['overdue by 3 intervals exactly', { ...LATE, lastSync: inSeconds(-900) }, []],
    ['overdue at interval 0', { ...LATE, syncInterval: 0 }, []],
    ['breaker open', { ...WELL, breakerFailures: 5, breakerOpenUntil: inSeconds(100) }, ['breaker_open']],
    [
      'breaker in its trial',
      { ...WELL, breakerFailures: 5, breakerOpenUntil: inSeconds(-1) },
      ['breaker_open'],
    ],
    ['breaker open at interval 0', { ...WELL, syncInterval: 0, breakerOpenUntil: inSeconds(1) }, []],
    ['token refused', failed('K8S_AUTH_INVALID_TOKEN'), ['credentials_refused']],
    ['token expired', failed('K8S_AUTH_TOKEN_EXPIRED'), ['credentials_refused']],
    ['rights missing', failed('K8S_AUTH_INSUFFICIENT_PERMISSIONS'), ['credentials_refused']],
    [
      'refused by Git, also at interval 0',
      { ...failed('GIT_AUTH_FAILED'), syncInterval: 0 },
      ['credentials_refused'],
    ],
    ['mass prune', failed('SYNC_MASS_PRUNE_REFUSED'), ['mass_prune_refused']],
    ['another error', failed('K8S_CRD_VALIDATION_FAILED'), []],
    ['a stopped schedule', stopped('GIT_YAML_INVALID'), ['schedule_stopped']],
    ['its error, with the stop lifted', failed('GIT_YAML_INVALID'), []],
    ['a stopped schedule at interval 0', { ...stopped('GIT_YAML_INVALID'), syncInterval: 0 }, []],
    ['a stopped schedule, switched off', { ...stopped('GIT_YAML_INVALID'), syncEnabled: false }, []],
    [
      'late because the schedule is stopped',
      { ...stopped('K8S_TLS_FAILED'), lastSync: inSeconds(-901) },
      ['overdue_3_intervals', 'schedule_stopped'],
    ],
    [
      'credentials that expire in 7 days',
      { ...WELL, credentialsExpireAt: inSeconds(7 * DAY) },
      ['credentials_expire'],
    ],
    ['credentials that expire later', { ...WELL, credentialsExpireAt: inSeconds(7 * DAY + 1) }, []],
    [
      'several at once',
      { ...LATE, ...failed('K8S_AUTH_INVALID_TOKEN'), lastSync: inSeconds(-901) },
      ['overdue_3_intervals', 'credentials_refused'],
    ],
    ['nothing while switched off', { ...NEW, ...failed('GIT_AUTH_FAILED'), syncEnabled: false }, []],
    ['nothing without a server', { ...NEW, kubernetesServer: ' ' }, []],
    [
      'late, but the windows are closed',
      { ...LATE, syncWindows: [window('block', '11:00', '13:00')] },
      ['(overdue_3_intervals)'],
    ],
    [
      'late, and the windows opened 10 min ago',
      { ...LATE, syncWindows: [window('block', '11:00', '11:50')] },
      ['(overdue_3_intervals)'],
    ],
    [
      'late, and the windows opened an hour ago',
      { ...LATE, syncWindows: [window('allow', '11:00', '13:00')] },
      ['overdue_3_intervals'],
    ],
    [
      'new, and the windows are closed',
      { ...NEW, syncWindows: [window('allow', '13:00', '14:00')] },
      ['(never_synced_over_5min)'],
    ],
  ])('%s', (_, fabric, kinds) => {
    expect(kindsOf(fabric)).toEqual(kinds);
  });
});

test.each(ERROR_CODES.filter((code) => errorDefinition(code).stopsSchedule))(
  'a schedule that %s stopped has exactly one notice that says so',
  (code) => {
    const kind =
      code === 'SYNC_MASS_PRUNE_REFUSED'
        ? 'mass_prune_refused'
        : code === 'GIT_AUTH_FAILED' || code.startsWith('K8S_AUTH')
          ? 'credentials_refused'
          : 'schedule_stopped';

    expect(kindsOf(stopped(code))).toEqual([kind]);
  },
);

test.each([
  [1, 'warning', 'expire soon'],
  [-1, 'critical', 'have expired'],
])('credentials whose time is over in %i s: %s', (seconds, severity, words) => {
  const [notice] = standingNotices({ ...WELL, credentialsExpireAt: inSeconds(seconds) }, NOW);

  expect(notice).toMatchObject({ severity, title: expect.stringContaining(words) });
});

test.each(['K8S_AUTH_INVALID_TOKEN', 'SYNC_MASS_PRUNE_REFUSED', 'GIT_YAML_INVALID'])(
  'the notice of %s says what was said, and what to do',
  (code) => {
    const [notice] = standingNotices({ ...stopped(code), errorAdvice: 'do it' }, NOW);

    expect(notice).toMatchObject({ text: 'what was said', advice: 'do it', data: { error_code: code } });
  },
);

test('past moments are none: a fabric that is late already is not looked at for it again', () => {
  expect(escalationMoments({ ...LATE, credentialsExpireAt: inSeconds(-1) }, NOW)).toEqual([]);
});
