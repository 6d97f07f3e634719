import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { syncWindow, WEEKDAYS, type SyncWindow, type Weekday } from '#server/domain/window/sync-window.ts';
import {
  blockedSentence,
  everOpens,
  isWindowOpen,
  nextClosing,
  nextOpening,
} from '#server/domain/window/window.ts';

const EVERY_DAY = [...WEEKDAYS];
const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

const windowOf =
  (kind: SyncWindow['kind']) =>
  (start: string, end: string, time_zone = 'UTC', days: readonly Weekday[] = EVERY_DAY): SyncWindow => ({
    kind,
    start,
    end,
    time_zone,
    days: [...days],
  });
const allow = windowOf('allow');
const block = windowOf('block');
const at = (iso: string): Date => new Date(iso);

describe('open or closed', () => {
  test.each<[string, readonly SyncWindow[], string, boolean]>([
    ['no windows: always', [], '2026-03-04T12:00:00Z', true],
    ['inside an allowed time', [allow('10:00', '14:00')], '2026-03-04T12:00:00Z', true],
    ['at its first moment', [allow('10:00', '14:00')], '2026-03-04T10:00:00Z', true],
    ['at its last millisecond', [allow('10:00', '14:00')], '2026-03-04T13:59:59.999Z', true],
    ['at its end', [allow('10:00', '14:00')], '2026-03-04T14:00:00Z', false],
    ['before an allowed time', [allow('10:00', '14:00')], '2026-03-04T09:59:59.999Z', false],
    ['inside a blocked time', [block('10:00', '14:00')], '2026-03-04T12:00:00Z', false],
    ['outside of a blocked time', [block('10:00', '14:00')], '2026-03-04T14:00:00Z', true],
    ['both: block wins', [allow('08:00', '18:00'), block('12:00', '13:00')], '2026-03-04T12:30:00Z', false],
    [
      'both, outside of the block',
      [allow('08:00', '18:00'), block('12:00', '13:00')],
      '2026-03-04T13:00:00Z',
      true,
    ],
    [
      'both, outside of both',
      [allow('08:00', '18:00'), block('12:00', '13:00')],
      '2026-03-04T20:00:00Z',
      false,
    ],
    [
      'any of two allowed times',
      [allow('01:00', '02:00'), allow('12:00', '13:00')],
      '2026-03-04T12:30:00Z',
      true,
    ],
    ['over midnight, before it', [allow('22:00', '06:00')], '2026-03-04T23:00:00Z', true],
    ['over midnight, after it', [allow('22:00', '06:00')], '2026-03-04T05:59:00Z', true],
    ['over midnight, outside', [allow('22:00', '06:00')], '2026-03-04T06:00:00Z', false],
    // 2026-03-04 is a Wednesday.
    [
      'the day is the one it begins on',
      [allow('22:00', '06:00', 'UTC', ['tue'])],
      '2026-03-04T02:00:00Z',
      true,
    ],
    ['and not the one it ends on', [allow('22:00', '06:00', 'UTC', ['wed'])], '2026-03-04T02:00:00Z', false],
    ['another day', [allow('10:00', '14:00', 'UTC', ['tue'])], '2026-03-04T12:00:00Z', false],
    ['a whole day', [block('00:00', '00:00', 'UTC', ['wed'])], '2026-03-04T23:59:59Z', false],
    ['not the next', [block('00:00', '00:00', 'UTC', ['wed'])], '2026-03-05T00:00:00Z', true],
    ['of another zone: 05:00 in Berlin', [block('00:00', '06:00', BERLIN)], '2026-01-10T04:59:00Z', false],
    ['of another zone: 06:00 in Berlin', [block('00:00', '06:00', BERLIN)], '2026-01-10T05:00:00Z', true],
    [
      'of a zone a day ahead',
      [block('06:00', '08:00', 'Pacific/Kiritimati', ['thu'])],
      '2026-03-04T17:00:00Z',
      false,
    ],
    [
      'of a zone behind',
      [block('22:00', '23:00', 'Pacific/Honolulu', ['tue'])],
      '2026-03-04T08:30:00Z',
      false,
    ],
  ])('%s', (_, windows, now, open) => {
    expect(isWindowOpen(windows, at(now))).toBe(open);
  });
});

/** Blocked each night from 01:00 to 04:00 by the clocks of the zone, on a night when they change. */
describe('clocks that change', () => {
  test.each([
    // 02:00 CET becomes 03:00 CEST at 01:00 UTC: two hours.
    ['Berlin, forward', block('01:00', '04:00', BERLIN), '2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z'],
    // 03:00 CEST becomes 02:00 CET at 01:00 UTC: four hours.
    ['Berlin, back', block('01:00', '04:00', BERLIN), '2026-10-24T23:00:00Z', '2026-10-25T03:00:00Z'],
    // 02:00 EST becomes 03:00 EDT at 07:00 UTC.
    ['New York, forward', block('01:00', '04:00', NEW_YORK), '2026-03-08T06:00:00Z', '2026-03-08T08:00:00Z'],
    // 02:00 EDT becomes 01:00 EST at 06:00 UTC.
    ['New York, back', block('00:30', '04:00', NEW_YORK), '2026-11-01T04:30:00Z', '2026-11-01T09:00:00Z'],
    [
      'Berlin, from a time that is leapt over',
      block('02:30', '04:00', BERLIN),
      '2026-03-29T01:00:00Z',
      '2026-03-29T02:00:00Z',
    ],
    [
      'Berlin, until a time that is leapt over',
      block('01:00', '02:30', BERLIN),
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'Berlin, from a time that comes twice: the first',
      block('02:30', '04:00', BERLIN),
      '2026-10-25T00:30:00Z',
      '2026-10-25T03:00:00Z',
    ],
    [
      'Berlin, until a time that comes twice: the second',
      block('01:00', '02:30', BERLIN),
      '2026-10-24T23:00:00Z',
      '2026-10-25T01:30:00Z',
    ],
    [
      'New York, from a time that is leapt over',
      block('02:15', '05:00', NEW_YORK),
      '2026-03-08T07:00:00Z',
      '2026-03-08T09:00:00Z',
    ],
    [
      'New York, until a time that comes twice',
      block('00:00', '01:30', NEW_YORK),
      '2026-11-01T04:00:00Z',
      '2026-11-01T06:30:00Z',
    ],
    [
      'a whole day of 23 hours',
      block('00:00', '00:00', BERLIN, ['sun']),
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
    ],
    [
      'a whole day of 25 hours',
      block('00:00', '00:00', BERLIN, ['sun']),
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
    ],
    [
      'a zone that changes by half an hour',
      block('01:00', '03:00', 'Australia/Lord_Howe'),
      '2026-04-04T14:00:00Z',
      '2026-04-04T16:30:00Z',
    ],
  ])('%s', (_, window, from, to) => {
    expect(isWindowOpen([window], new Date(at(from).getTime() - 1))).toBe(true);
    expect(isWindowOpen([window], at(from))).toBe(false);
    expect(isWindowOpen([window], new Date(at(to).getTime() - 1))).toBe(false);
    expect(isWindowOpen([window], at(to))).toBe(true);
    expect(nextOpening([window], at(from))?.at).toEqual(at(to));
  });

  test('a window that lies in the hour leapt over does not exist that night', () => {
    expect(isWindowOpen([block('02:10', '02:50', BERLIN)], at('2026-03-29T01:00:00Z'))).toBe(true);
  });
});

describe('the next opening', () => {
  test.each<[string, readonly SyncWindow[], string, string | null]>([
    ['open now', [allow('10:00', '14:00')], '2026-03-04T12:00:00Z', null],
    ['today', [allow('10:00', '14:00')], '2026-03-04T09:00:00Z', '2026-03-04T10:00:00Z'],
    ['tomorrow', [allow('10:00', '14:00')], '2026-03-04T14:00:00Z', '2026-03-05T10:00:00Z'],
    [
      'in a week, when one has just closed',
      [allow('10:00', '14:00', 'UTC', ['wed'])],
      '2026-03-04T14:00:00Z',
      '2026-03-11T10:00:00Z',
    ],
    [
      'an allowed time that begins blocked',
      [allow('10:00', '14:00'), block('09:00', '11:00')],
      '2026-03-04T08:00:00Z',
      '2026-03-04T11:00:00Z',
    ],
    [
      'blocks that touch',
      [block('10:00', '12:00'), block('12:00', '13:00')],
      '2026-03-04T10:30:00Z',
      '2026-03-04T13:00:00Z',
    ],
    [
      'blocks of two zones',
      [block('08:00', '12:00'), block('12:30', '14:00', BERLIN)],
      '2026-03-04T09:00:00Z',
      '2026-03-04T13:00:00Z',
    ],
    ['never', [block('00:00', '00:00')], '2026-03-04T10:30:00Z', null],
  ])('%s', (_, windows, now, opening) => {
    expect(nextOpening(windows, at(now))?.at ?? null).toEqual(opening === null ? null : at(opening));
  });
});

test.each<[string, readonly SyncWindow[], string | null]>([
  ['no windows', [], null],
  ['closed now', [block('11:00', '13:00')], null],
  ['at its end', [allow('10:00', '14:00')], '2026-03-04T14:00:00Z'],
  ['where a block begins', [allow('10:00', '14:00'), block('13:00', '15:00')], '2026-03-04T13:00:00Z'],
  ['never', [allow('00:00', '00:00')], null],
])('when an open window closes: %s', (_, windows, closing) => {
  expect(nextClosing(windows, at('2026-03-04T12:00:00Z'))?.at ?? null).toEqual(
    closing === null ? null : at(closing),
  );
});

test.each<[readonly SyncWindow[], boolean]>([
  [[], true],
  [[block('00:00', '00:00')], false],
  [[block('00:00', '12:00'), block('12:00', '00:00')], false],
  [[allow('10:00', '11:00'), block('09:00', '12:00')], false],
  [[allow('10:00', '11:00', 'UTC', ['sun'])], true],
])('%j ever opens: %s', (windows, expected) => {
  expect(everOpens(windows)).toBe(expected);
});

describe('what people read', () => {
  test.each<[string, readonly SyncWindow[], string, string | null]>([
    ['not blocked', [], '2026-03-04T12:00:00Z', null],
    [
      'today',
      [block('22:00', '06:00', BERLIN)],
      '2026-03-04T02:00:00Z',
      'blocked until 06:00 (Europe/Berlin)',
    ],
    [
      'the next morning',
      [block('22:00', '06:00', BERLIN)],
      '2026-03-04T22:00:00Z',
      'blocked until 06:00 (Europe/Berlin)',
    ],
    [
      'days away',
      [block('00:00', '00:00', 'UTC', ['sat', 'sun'])],
      '2026-03-07T12:00:00Z',
      'blocked until Mon 00:00 (UTC)',
    ],
    [
      'tomorrow, later than now',
      [allow('15:00', '16:00', 'UTC', ['thu'])],
      '2026-03-04T12:00:00Z',
      'blocked until Thu 15:00 (UTC)',
    ],
    ['never', [block('00:00', '00:00')], '2026-03-04T12:00:00Z', 'blocked at all times by the sync windows'],
  ])('%s', (_, windows, now, sentence) => {
    expect(blockedSentence(windows, at(now))).toBe(sentence);
  });
});

test.each([
  [{ time_zone: 'Europe/Nowhere' }, false],
  [{ time_zone: '+02:00' }, false],
  [{ time_zone: 'UTC' }, true],
  [{ start: '24:00' }, false],
  [{ start: '7:00' }, false],
  [{ days: [] }, false],
  [{ days: ['mon', 'mon'] }, false],
])('%j is accepted: %s', (change, accepted) => {
  expect(syncWindow.safeParse({ ...allow('10:00', '11:00'), ...change }).success).toBe(accepted);
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const anyWindow = fc.record({
  kind: fc.constantFrom('allow' as const, 'block' as const),
  days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
  start: clock,
  end: clock,
  time_zone: fc.constantFrom('UTC', BERLIN, NEW_YORK, 'Asia/Kathmandu', 'Australia/Lord_Howe'),
});
const anyMoment = fc.date({
  min: at('2026-01-01T00:00:00Z'),
  max: at('2027-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('between now and the next opening it stays closed, and then it is open', () => {
  fc.assert(
    fc.property(
      fc.array(anyWindow, { minLength: 1, maxLength: 4 }),
      anyMoment,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (windows, now, share) => {
        const opening = nextOpening(windows, now);
        if (opening === null) return;
        const between = new Date(
          Math.floor(now.getTime() + share * (opening.at.getTime() - 1 - now.getTime())),
        );

        expect(isWindowOpen(windows, between)).toBe(false);
        expect(isWindowOpen(windows, opening.at)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
