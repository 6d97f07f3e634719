import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, errorDefinition, type ErrorCode } from '#server/domain/errors.ts';
import { runOutcomePatch, type OutcomeInputs, type RunOutcome } from '#server/domain/run-outcome.ts';
import { calculateSyncState, type SyncStateInputs } from '#server/domain/sync-state.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
/** Makes the jitter of uncapped delays 1.0. */
const MIDDLE = 0.5;

const RUN = 7;
const FRESH: OutcomeInputs = {
  activeRunId: RUN,
  conflictPolicy: 'force',
  retryAttempt: 0,
  breakerFailures: 0,
  breakerOpenUntil: null,
};
const failed = (code: ErrorCode): RunOutcome => ({
  type: 'failed',
  code,
  message: `text of ${code}`,
  advice: 'do it',
});
const patch = (outcome: RunOutcome, fabric: Partial<OutcomeInputs> = {}) =>
  runOutcomePatch({ ...FRESH, ...fabric }, outcome, NOW, MIDDLE);

/** code, column of the text, seconds to the first retry (none = no series), schedule stopped, failures counted. */
const TABLE: readonly [ErrorCode, 'connectionError' | 'syncError', number | 'none', boolean, number][] = [
  ['K8S_NETWORK_TIMEOUT', 'connectionError', 30, false, 1],
  ['K8S_DNS_FAILED', 'connectionError', 60, false, 1],
  ['K8S_CONNECTION_REFUSED', 'connectionError', 30, false, 1],
  ['K8S_TLS_FAILED', 'connectionError', 'none', true, 0],
  ['K8S_AUTH_INVALID_TOKEN', 'syncError', 'none', true, 0],
  ['K8S_AUTH_TOKEN_EXPIRED', 'syncError', 'none', true, 0],
  ['K8S_AUTH_INSUFFICIENT_PERMISSIONS', 'syncError', 'none', true, 0],
  ['K8S_API_SERVER_ERROR', 'syncError', 30, false, 1],
  ['K8S_RATE_LIMITED', 'syncError', 30, false, 1],
  ['K8S_CRD_NOT_FOUND', 'syncError', 60, false, 0],
  ['K8S_CRD_VALIDATION_FAILED', 'syncError', 30, false, 0],
  ['K8S_API_VERSION_MISMATCH', 'syncError', 'none', true, 0],
  ['K8S_CONFLICT', 'syncError', 30, false, 0],
  ['GIT_AUTH_FAILED', 'syncError', 'none', true, 0],
  ['GIT_UNREACHABLE', 'syncError', 30, false, 0],
  ['GIT_REF_NOT_FOUND', 'syncError', 'none', true, 0],
  ['GIT_PATH_NOT_FOUND', 'syncError', 'none', true, 0],
  ['GIT_YAML_INVALID', 'syncError', 'none', true, 0],
  ['SYNC_TIMEOUT', 'syncError', 30, false, 0],
  ['SYNC_CANCELLED', 'syncError', 'none', false, 0],
  ['SYNC_WORKER_LOST', 'syncError', 30, false, 0],
  ['SYNC_MASS_PRUNE_REFUSED', 'syncError', 'none', true, 0],
  ['SYNC_INTERNAL', 'syncError', 'none', true, 0],
  ['ADDRESS_REFUSED', 'syncError', 'none', true, 0],
];

describe('a failed run, by its code', () => {
  test('the table has every code that a run can end with', () => {
    const codes = ERROR_CODES.filter((code) => errorDefinition(code).kept !== 'nowhere');

    expect(TABLE.map(([code]) => code)).toEqual(codes);
  });

  test.each(TABLE)(
    '%s: text in %s, retry in %s s, schedule stopped %s, breaker %i',
    (code, column, retry, stopped, failures) => {
      expect(patch(failed(code))).toEqual({
        lastAttemptAt: NOW,
        connectionError: null,
        syncError: null,
        [column]: `text of ${code}`,
        errorCode: code,
        errorRunId: RUN,
        errorAdvice: 'do it',
        errorByHealthCheck: false,
        retryAttempt: retry === 'none' ? 0 : 1,
        retryAt: retry === 'none' ? null : inSeconds(retry),
        scheduleStopped: stopped,
        breakerFailures: failures,
        breakerOpenUntil: null,
      });
    },
  );
});

describe('a series', () => {
  test.each([
    [0, 30],
    [1, 60],
    [2, 120],
    [3, 240],
    [4, 270],
  ])('attempt %i of a timeout waits %i s', (retryAttempt, seconds) => {
    expect(patch(failed('K8S_NETWORK_TIMEOUT'), { retryAttempt })).toMatchObject({
      retryAttempt: retryAttempt + 1,
      retryAt: inSeconds(seconds),
    });
  });

  test.each<[ErrorCode, number]>([
    ['K8S_NETWORK_TIMEOUT', 5],
    ['K8S_DNS_FAILED', 3],
    ['K8S_API_SERVER_ERROR', 4],
    ['SYNC_WORKER_LOST', 5],
  ])(
    'of %s that is used up (%i) leaves the ordinary schedule, and does not begin again',
    (code, retryAttempt) => {
      expect(patch(failed(code), { retryAttempt })).toMatchObject({
        retryAttempt,
        retryAt: null,
        scheduleStopped: false,
      });
    },
  );

  test('ends with a code that is not tried again', () => {
    expect(patch(failed('K8S_AUTH_INVALID_TOKEN'), { retryAttempt: 2 })).toMatchObject({
      retryAttempt: 0,
      retryAt: null,
      scheduleStopped: true,
    });
  });
});

describe('a conflict', () => {
  test('under `respect` starts no series and stops nothing: the next try is on schedule', () => {
    expect(patch(failed('K8S_CONFLICT'), { conflictPolicy: 'respect', retryAttempt: 2 })).toMatchObject({
      retryAttempt: 0,
      retryAt: null,
      scheduleStopped: false,
    });
  });

  test('is the only code that the policy changes', () => {
    for (const [code] of TABLE.filter(([each]) => each !== 'K8S_CONFLICT')) {
      expect(patch(failed(code), { conflictPolicy: 'respect' })).toEqual(patch(failed(code)));
    }
  });
});

describe('the breaker', () => {
  test('opens with the fifth transport failure in a row', () => {
    expect(patch(failed('K8S_NETWORK_TIMEOUT'), { breakerFailures: 3 })).toMatchObject({
      breakerFailures: 4,
      breakerOpenUntil: null,
    });
    expect(patch(failed('K8S_NETWORK_TIMEOUT'), { breakerFailures: 4 })).toMatchObject({
      breakerFailures: 5,
      breakerOpenUntil: inSeconds(300),
    });
  });

  test('is closed by a refusal, which proves that the cluster answers', () => {
    const open = { breakerFailures: 5, breakerOpenUntil: NOW };

    expect(patch(failed('K8S_AUTH_INVALID_TOKEN'), open)).toMatchObject({
      breakerFailures: 0,
      breakerOpenUntil: null,
    });
  });
});

test('a verified run clears errors, series, schedule and breaker, and is the only one to set last_sync', () => {
  expect(patch({ type: 'verified' }, { retryAttempt: 3, breakerFailures: 5, breakerOpenUntil: NOW })).toEqual(
    {
      lastAttemptAt: NOW,
      lastSync: NOW,
      connectionError: null,
      syncError: null,
      errorCode: null,
      errorRunId: null,
      errorAdvice: null,
      errorByHealthCheck: false,
      retryAttempt: 0,
      retryAt: null,
      scheduleStopped: false,
      breakerFailures: 0,
      breakerOpenUntil: null,
    },
  );
});

test('a run that was stopped leaves errors and last_sync as they were; the next one comes an interval later', () => {
  expect(patch({ type: 'stopped_untouched' })).toEqual({ lastAttemptAt: NOW, retryAt: null });
});

test.each<RunOutcome>([{ type: 'partial' }, { type: 'refused' }])(
  'a run that is no attempt at the whole leaves all as it was, the schedule and a series too: $type',
  (outcome) => {
    expect(patch(outcome)).toEqual({});
  },
);

const outcome = fc.oneof(
  fc.constantFrom<RunOutcome>(
    { type: 'verified' },
    { type: 'partial' },
    { type: 'refused' },
    { type: 'stopped_untouched' },
  ),
  fc.record<RunOutcome & { type: 'failed' }>({
    type: fc.constant('failed'),
    code: fc.constantFrom(...ERROR_CODES),
    message: fc.constantFrom('text', '', '  '),
    advice: fc.string(),
  }),
);
const inputs = fc.record<OutcomeInputs>({
  activeRunId: fc.constant(RUN),
  conflictPolicy: fc.constantFrom('force', 'respect'),
  retryAttempt: fc.nat({ max: 6 }),
  breakerFailures: fc.nat({ max: 7 }),
  breakerOpenUntil: fc.constantFrom(null, NOW, inSeconds(200)),
});
const before = fc.record<SyncStateInputs>({
  kubernetesServer: fc.constant('https://a'),
  syncEnabled: fc.constant(true),
  syncInterval: fc.constantFrom(0, 60),
  activeRunId: fc.constant(null),
  connectionError: fc.constantFrom(null, 'old'),
  syncError: fc.constantFrom(null, 'old'),
  lastSync: fc.constantFrom(null, inSeconds(-10), inSeconds(-1_000)),
});

test('a run never claims more than it verified: in sync after a verified one only, error after a failed one', () => {
  fc.assert(
    fc.property(
      before,
      inputs,
      outcome,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (row, fabric, end, random) => {
        const after = calculateSyncState({ ...row, ...runOutcomePatch(fabric, end, NOW, random) }, NOW);

        const asBefore = calculateSyncState(row, NOW);
        expect(after).toBe(
          {
            verified: 'in_sync',
            failed: 'error',
            partial: asBefore,
            refused: asBefore,
            stopped_untouched: asBefore,
          }[end.type],
        );
      },
    ),
    { numRuns: 500 },
  );
});

describe('a failure of a configuration that has changed since', () => {
  const codes = ERROR_CODES.filter((code) => code.startsWith('K8S_') || code.startsWith('GIT_'));

  test.each(codes)('%s is shown, and the first attempt with the new one comes at once', (code) => {
    const outdated = { ...failed(code), outdated: true } as RunOutcome;
    const before = { retryAttempt: 3, breakerFailures: 4, breakerOpenUntil: inSeconds(200) };

    const now = patch(failed(code), before);

    expect(patch(outdated, before)).toEqual({
      ...now,
      retryAttempt: 0,
      retryAt: NOW,
      scheduleStopped: false,
      breakerFailures: 0,
      breakerOpenUntil: null,
    });
    expect(now.connectionError ?? now.syncError).toBe(`text of ${code}`);
  });
});

test('an error names the run that it came from; a success, and a new target, name none', () => {
  expect(patch(failed('K8S_DNS_FAILED'))).toMatchObject({ errorRunId: RUN });
  expect(patch({ type: 'verified' })).toMatchObject({ errorRunId: null });
  for (const type of ['partial', 'refused', 'stopped_untouched'] as const)
    expect(patch({ type })).not.toHaveProperty('errorRunId');
});
