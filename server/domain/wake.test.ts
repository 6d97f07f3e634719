import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { nextRunAt, nextWakeAt, type WakeInputs } from '#server/domain/wake.ts';

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
  breakerOpenUntil: null,
};
const NEW: WakeInputs = { ...IN_SYNC, lastSync: null, lastAttemptAt: null };
const FAILED: WakeInputs = { ...IN_SYNC, syncError: 'denied' };

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
    ['not for lateness of a failed fabric', { ...FAILED, scheduleStopped: true }, null],
    ['never with interval 0', { ...IN_SYNC, syncInterval: 0 }, null],
    ['never while a run exists', { ...IN_SYNC, activeRunId: 7 }, null],
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
  breakerOpenUntil: maybe,
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
