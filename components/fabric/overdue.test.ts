import { describe, expect, it } from 'vitest';
import { overdueClock, overdueSeverity, tickOverdue } from './overdue.ts';

const LAST_SYNC = '2026-03-01T12:00:00Z';
const at = (seconds: number) => Date.parse(LAST_SYNC) + seconds * 1_000;
const late = { calculated_sync_status: 'out_of_sync', last_sync: LAST_SYNC, sync_interval: 300 } as const;

describe('overdueSeverity', () => {
  it.each([
    [306, 1],
    [599, 1],
    [600, 2],
    [899, 2],
    [900, 3],
    [90_000, 3],
  ])('%s s after the last sync of a 300 s interval is %s', (seconds, severity) => {
    expect(overdueSeverity(late, at(seconds))).toBe(severity);
  });

  it('is none in any other state', () => {
    expect(overdueSeverity({ ...late, calculated_sync_status: 'in_sync' }, at(900))).toBeUndefined();
  });
});

describe('overdueClock', () => {
  it('counts from the end of the interval', () => {
    expect(overdueClock(late, at(300 + 252))).toBe('00:04:12');
  });

  it('is none inside the grace', () => {
    expect(overdueClock(late, at(304))).toBeUndefined();
  });
});

describe('tickOverdue', () => {
  it.each([
    ['overdue by 00:04:12, 2 resources drifted', '00:04:15', 'overdue by 00:04:15, 2 resources drifted'],
    ['verified 48 objects equal', '00:04:15', 'verified 48 objects equal'],
    ['overdue by 00:04:12', undefined, 'overdue by 00:04:12'],
  ])('%s at %s', (sentence, clock, expected) => {
    expect(tickOverdue(sentence, clock)).toBe(expected);
  });
});
