import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { standingNotices } from '#server/domain/notices/standing-notices.ts';
import { nextRunAt, nextWakeAt, type WakeInputs } from '#server/domain/wake.ts';
import { WEEKDAYS, type SyncWindow } from '#server/domain/window/sync-window.ts';
import { isWindowOpen } from '#server/domain/window/window.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

/** Verified 100 s ago, so due in 200 s and late 5.001 s after that. */
const IN_SYNC: WakeInputs = {
  kubernetesServer: 'https://fabric.example:6443',
  syncEnabled: true,
  syncInterval: 300,
  activeRunId: null,
  connectionError: null,
  syncError: null,
  lastSync: inSeconds(-100),
  lastAttemptAt: inSeconds(-100),
  retryAt: null,
  scheduleStopped: false,
  pushedTree: null,
  breakerOpenUntil: null,
  breakerFailures: 0,
  errorCode: null,
  errorAdvice: null,
  id: 1,
  waitingSince: null,
  syncWindows: [],
  credentialsExpireAt: null,
};
/** Blocked each day from 11:00 to 14:00, NOW being noon. */
const BLOCKED: SyncWindow[] = [
  { kind: 'block', days: [...WEEKDAYS], start: '11:00', end: '14:00', time_zone: 'UTC' },
];
const OPENING = new Date('2026-03-01T14:00:00.000Z');
const NEW: WakeInputs = { ...IN_SYNC, lastSync: null, lastAttemptAt: null };
const FAILED: WakeInputs = { ...IN_SYNC, syncError: 'denied' };

/** The moment that the spread gives to a fabric: within 15 s of the opening. */
const afterOpening = (id: number): Date => new Date(OPENING.getTime() + [0, 5_761, 9_226][id]!);

describe('the next run', () => {
  test.each<[string, WakeInputs, Date | null]>([
    ['never attempted: at once', NEW, NOW],
    ['verified: one interval after the end', IN_SYNC, inSeconds(200)],
    [
      'late: one interval after the end, which is past',
      { ...IN_SYNC, lastAttemptAt: inSeconds(-400) },
      inSeconds(-100),
    ],
    ['failed without a series: one interval after the attempt', FAILED, inSeconds(200)],
    [
      'failed first run without a series: one interval after it',
      { ...NEW, syncError: 'denied', lastAttemptAt: inSeconds(-10) },
      inSeconds(290),
    ],
    [
      'first run cancelled before its first write: one interval after it',
      { ...NEW, lastAttemptAt: inSeconds(-10) },
      inSeconds(290),
    ],
    ['inside a series: its next attempt only', { ...FAILED, retryAt: inSeconds(250) }, inSeconds(250)],
    [
      'inside a series of a fabric never verified',
      { ...NEW, syncError: 'x', retryAt: inSeconds(30) },
      inSeconds(30),
    ],
    ['schedule stopped: none', { ...FAILED, scheduleStopped: true }, null],
    [
      'schedule stopped before the first success: none',
      { ...NEW, syncError: 'x', scheduleStopped: true },
      null,
    ],
    ['interval 0: none', { ...IN_SYNC, syncInterval: 0 }, null],
    ['interval 0, never attempted: none', { ...NEW, syncInterval: 0 }, null],
    ['interval 0 inside a series: none', { ...FAILED, syncInterval: 0, retryAt: NOW }, null],
    ['not configured: none', { ...NEW, kubernetesServer: ' ' }, null],
    ['disabled: none', { ...NEW, syncEnabled: false }, null],
    ['after a push: at once', { ...IN_SYNC, pushedTree: 't' }, NOW],
    ['a push ends the wait of a series', { ...FAILED, retryAt: inSeconds(250), pushedTree: 't' }, NOW],
    ['a push takes up a stopped schedule', { ...FAILED, scheduleStopped: true, pushedTree: 't' }, NOW],
    [
      'but not one that refused credentials stopped',
      { ...FAILED, scheduleStopped: true, errorCode: 'K8S_AUTH_INVALID_TOKEN', pushedTree: 't' },
      null,
    ],
    ['a push, disabled: none', { ...IN_SYNC, syncEnabled: false, pushedTree: 't' }, null],
    ['a push at interval 0: none', { ...IN_SYNC, syncInterval: 0, pushedTree: 't' }, null],
    ['a push while a run exists: none', { ...IN_SYNC, activeRunId: 7, pushedTree: 't' }, null],
    [
      'a push waits for the end of an open breaker',
      { ...IN_SYNC, pushedTree: 't', breakerOpenUntil: inSeconds(50) },
      inSeconds(50),
    ],
    [
      'a push waits for the opening of the windows',
      { ...IN_SYNC, pushedTree: 't', syncWindows: BLOCKED },
      afterOpening(1),
    ],
    ['a run exists: none', { ...IN_SYNC, activeRunId: 7 }, null],
    [
      'an open breaker moves the schedule to its end',
      { ...FAILED, breakerOpenUntil: inSeconds(250) },
      inSeconds(250),
    ],
    [
      'an open breaker moves a retry to its end',
      { ...FAILED, retryAt: inSeconds(30), breakerOpenUntil: inSeconds(250) },
      inSeconds(250),
    ],
    [
      'an open breaker moves a first run to its end',
      { ...NEW, breakerOpenUntil: inSeconds(250) },
      inSeconds(250),
    ],
    [
      'a breaker that ends earlier moves nothing',
      { ...FAILED, breakerOpenUntil: inSeconds(150) },
      inSeconds(200),
    ],
    ['a breaker whose wait is over moves nothing', { ...NEW, breakerOpenUntil: inSeconds(-1) }, NOW],
    [
      'closed windows move a first run to shortly after their opening',
      { ...NEW, syncWindows: BLOCKED },
      afterOpening(1),
    ],
    [
      'and that of another fabric to another moment',
      { ...NEW, id: 2, syncWindows: BLOCKED },
      afterOpening(2),
    ],
    ['closed windows move a retry', { ...FAILED, retryAt: NOW, syncWindows: BLOCKED }, afterOpening(1)],
    [
      'a run that is due after the windows have opened stays',
      { ...IN_SYNC, lastAttemptAt: inSeconds(7_200), syncWindows: BLOCKED },
      inSeconds(7_500),
    ],
    [
      'a run that will be due while they are closed is moved',
      {
        ...IN_SYNC,
        syncWindows: BLOCKED.map((window) => ({ ...window, start: '12:02' })),
      },
      afterOpening(1),
    ],
    [
      'windows that never open: none',
      { ...NEW, syncWindows: BLOCKED.map((window) => ({ ...window, start: '00:00', end: '00:00' })) },
      null,
    ],
    ['interval 0 and closed windows: none', { ...NEW, syncInterval: 0, syncWindows: BLOCKED }, null],
  ])('%s', (_, fabric, expected) => {
    expect(nextRunAt(fabric, NOW)).toEqual(expected);
  });
});

describe('the next look', () => {
  test.each<[string, WakeInputs, Date | null]>([
    ['when the next run is due', IN_SYNC, inSeconds(200)],
    ['at once for a new fabric', NEW, NOW],
    [
      'when it turns late, although its run is further off',
      { ...IN_SYNC, lastSync: inSeconds(-300), lastAttemptAt: inSeconds(-1) },
      inSeconds(5.001),
    ],
    [
      'when it turns late, although no run may start: an open breaker',
      { ...IN_SYNC, breakerOpenUntil: inSeconds(1_000) },
      inSeconds(205.001),
    ],
    [
      'not for the first lateness of a failed fabric: when it is 3 intervals old',
      { ...FAILED, scheduleStopped: true },
      inSeconds(800.001),
    ],
    [
      'when a first run is awaited for 5 minutes',
      { ...NEW, waitingSince: inSeconds(-10), syncError: 'x', scheduleStopped: true },
      inSeconds(290.001),
    ],
    [
      'not again for a first run awaited for longer',
      { ...NEW, waitingSince: inSeconds(-1_000), syncError: 'x', scheduleStopped: true },
      null,
    ],
    [
      'when the credentials expire in a week',
      { ...FAILED, syncInterval: 0, credentialsExpireAt: inSeconds(8 * 86_400) },
      inSeconds(86_400),
    ],
    [
      'when they expire',
      { ...FAILED, syncInterval: 0, credentialsExpireAt: inSeconds(86_400) },
      inSeconds(86_400),
    ],
    ['not for those that have', { ...FAILED, syncInterval: 0, credentialsExpireAt: inSeconds(-1) }, null],
    ['when a trial of the breaker is due', { ...FAILED, breakerOpenUntil: inSeconds(250) }, inSeconds(250)],
    [
      'when it turns late although its windows are closed',
      { ...IN_SYNC, syncWindows: BLOCKED },
      inSeconds(205.001),
    ],
    [
      'when its windows open',
      { ...IN_SYNC, lastSync: inSeconds(-4_000), syncWindows: BLOCKED },
      afterOpening(1),
    ],
    [
      'when it is late by what was open, with a schedule that is stopped',
      { ...FAILED, lastSync: inSeconds(-4_000), scheduleStopped: true, syncWindows: BLOCKED },
      new Date(OPENING.getTime() + 900_001),
    ],
    ['never with interval 0', { ...IN_SYNC, syncInterval: 0 }, null],
    [
      'not for a run while one exists: when it is 3 intervals old',
      { ...IN_SYNC, activeRunId: 7 },
      inSeconds(800.001),
    ],
    [
      'not while a run exists that is late already',
      { ...IN_SYNC, lastSync: inSeconds(-901), activeRunId: 7 },
      null,
    ],
    ['never when disabled', { ...IN_SYNC, syncEnabled: false }, null],
    ['never without a server', { ...IN_SYNC, kubernetesServer: '' }, null],
  ])('%s', (_, fabric, expected) => {
    expect(nextWakeAt(fabric, NOW)).toEqual(expected);
  });
});

const moment = fc.integer({ min: -1_000, max: 1_000 }).map(inSeconds);
const maybe = fc.option(moment, { freq: 2 });
const message = fc.constantFrom(null, null, 'text');
const fabric = fc.record<WakeInputs>({
  kubernetesServer: fc.constantFrom('https://a', 'https://a', ''),
  syncEnabled: fc.constantFrom(true, true, false),
  syncInterval: fc.constantFrom(0, 60, 300),
  activeRunId: fc.constantFrom(null, null, 7),
  connectionError: message,
  syncError: message,
  lastSync: fc.option(fc.integer({ min: -1_000, max: 0 }).map(inSeconds), { freq: 4 }),
  lastAttemptAt: maybe,
  retryAt: maybe,
  scheduleStopped: fc.boolean(),
  pushedTree: fc.constantFrom(null, null, 'tree'),
  breakerOpenUntil: maybe,
  breakerFailures: fc.nat({ max: 9 }),
  errorCode: fc.constantFrom(null, 'K8S_AUTH_INVALID_TOKEN', 'SYNC_MASS_PRUNE_REFUSED', 'K8S_DNS_FAILED'),
  errorAdvice: fc.constant(null),
  id: fc.nat({ max: 100_000 }),
  waitingSince: fc.option(fc.integer({ min: -1_000, max: 0 }).map(inSeconds)),
  syncWindows: fc.constantFrom(
    [],
    [],
    BLOCKED,
    BLOCKED.map((window) => ({ ...window, kind: 'allow' as const })),
  ),
  credentialsExpireAt: fc.option(fc.integer({ min: -1_000, max: 1_000_000 }).map(inSeconds)),
});

test('no state changes by time without a look: until the next one it stays what it is', () => {
  fc.assert(
    fc.property(fabric, fc.nat({ max: 2_000_000 }), (row, ms) => {
      const wake = nextWakeAt(row, NOW)?.getTime() ?? Number.POSITIVE_INFINITY;
      const between = new Date(Math.max(NOW.getTime(), Math.min(NOW.getTime() + ms, wake - 1)));

      expect(calculateSyncState(row, between)).toBe(calculateSyncState(row, NOW));
    }),
    { numRuns: 1_000 },
  );
});

test('no notice begins by time without a look', () => {
  fc.assert(
    fc.property(fabric, fc.nat({ max: 20_000_000 }), (row, ms) => {
      const wake = nextWakeAt(row, NOW)?.getTime() ?? Number.POSITIVE_INFINITY;
      const between = new Date(Math.max(NOW.getTime(), Math.min(NOW.getTime() + ms, wake - 1)));
      const beginning = (at: Date) =>
        standingNotices(row, at).flatMap(({ kind, opens, severity }) =>
          opens ? [`${kind} ${severity}`] : [],
        );

      // Those that began to stand when the windows were open still do; what matters is that none is new.
      expect(beginning(NOW)).toEqual(expect.arrayContaining(beginning(between)));
    }),
    { numRuns: 2_000 },
  );
});

test('no run is due while the windows are closed', () => {
  fc.assert(
    fc.property(fabric, (row) => {
      const run = nextRunAt(row, NOW);

      if (run === null) return;
      expect(isWindowOpen(row.syncWindows, run.getTime() < NOW.getTime() ? NOW : run)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('no run is due without a look, and none inside an open breaker', () => {
  fc.assert(
    fc.property(fabric, (row) => {
      const run = nextRunAt(row, NOW);
      const wake = nextWakeAt(row, NOW);

      if (run === null) return;
      expect(wake?.getTime()).toBeLessThanOrEqual(run.getTime());
      expect(run.getTime()).toBeGreaterThanOrEqual(row.breakerOpenUntil?.getTime() ?? 0);
    }),
    { numRuns: 1_000 },
  );
});
