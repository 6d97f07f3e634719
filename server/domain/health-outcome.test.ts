import { describe, expect, test } from 'vitest';
import { healthPatch, type HealthFindings, type HealthInputs } from './health-outcome.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const HEALTHY: HealthInputs = {
  connectionError: null,
  syncError: null,
  errorCode: null,
  errorByHealthCheck: false,
  scheduleStopped: false,
  retryAt: null,
  breakerFailures: 0,
  breakerOpenUntil: null,
  lastAttemptAt: null,
  syncInterval: 300,
  gitRepositoryId: 1,
  attemptedCommit: 'a',
  attemptedTree: null,
  pushedTree: null,
};
const OK: HealthFindings = { cluster: { ok: true }, head: 'a' };
const REFUSED = { ok: false, code: 'K8S_CONNECTION_REFUSED', message: 'refused', advice: 'look' } as const;
const MARK = {
  connectionError: 'refused',
  errorCode: 'K8S_CONNECTION_REFUSED',
  errorAdvice: 'look',
  errorRunId: null,
  errorByHealthCheck: true,
};
const MARKED: Partial<HealthInputs> = { ...MARK, errorCode: 'K8S_CONNECTION_REFUSED' };
const RESUME = { scheduleStopped: false, retryAttempt: 0, retryAt: NOW };
const STOPPED: Partial<HealthInputs> = {
  syncError: 'bad YAML',
  errorCode: 'GIT_YAML_INVALID',
  scheduleStopped: true,
};

const GIT_REFUSED: Partial<HealthInputs> = {
  syncError: 'Git refused',
  errorCode: 'GIT_AUTH_FAILED',
  scheduleStopped: true,
};
const ADDRESS_REFUSED: Partial<HealthInputs> = { ...GIT_REFUSED, errorCode: 'ADDRESS_REFUSED' };

const TABLE: readonly [string, Partial<HealthInputs>, Partial<HealthFindings>, object][] = [
  ['a healthy fabric stays as it is', {}, {}, {}],
  ['a cluster that cannot be reached is marked', {}, { cluster: REFUSED }, MARK],
  ['a mark is renewed', MARKED, { cluster: REFUSED }, MARK],
  ["a run's error is never written over", { syncError: 'a run failed' }, { cluster: REFUSED }, {}],
  [
    'refused credentials are for a run to find',
    {},
    { cluster: { ...REFUSED, code: 'K8S_AUTH_INVALID_TOKEN' } },
    {},
  ],
  [
    'it clears what it marked itself',
    MARKED,
    {},
    {
      connectionError: null,
      errorCode: null,
      errorAdvice: null,
      errorRunId: null,
      errorByHealthCheck: false,
    },
  ],
  [
    "it does not clear a run's error",
    { connectionError: 'refused', errorCode: 'K8S_CONNECTION_REFUSED' },
    {},
    {},
  ],
  [
    'a cluster that answers ends the wait of an open breaker',
    { connectionError: 'refused', breakerFailures: 5, breakerOpenUntil: new Date(NOW.getTime() + 1) },
    {},
    { breakerOpenUntil: null },
  ],
  [
    'a certificate that is trusted now takes the schedule up again',
    { connectionError: 'not trusted', errorCode: 'K8S_TLS_FAILED', scheduleStopped: true },
    {},
    RESUME,
  ],
  ['a Git host that takes the credentials again does too', GIT_REFUSED, {}, RESUME],
  ['one that does not answer does not', GIT_REFUSED, { head: null }, {}],
  ['a branch that is there again does too', { ...GIT_REFUSED, errorCode: 'GIT_REF_NOT_FOUND' }, {}, RESUME],
  ['addresses that may be contacted now do too', ADDRESS_REFUSED, {}, RESUME],
  ['of which one is of the source', ADDRESS_REFUSED, { head: null }, {}],
  ['where there is one', { ...ADDRESS_REFUSED, gitRepositoryId: null }, { head: null }, RESUME],
  ['and one of the cluster', ADDRESS_REFUSED, { cluster: { ...REFUSED, code: 'ADDRESS_REFUSED' } }, {}],
  [
    'that a cluster answers says nothing of credentials: version and health need none',
    { syncError: 'no', errorCode: 'K8S_AUTH_INVALID_TOKEN', scheduleStopped: true },
    {},
    {},
  ],
  [
    'what does not stop the schedule is left to the retry series',
    { ...GIT_REFUSED, scheduleStopped: false },
    {},
    {},
  ],
  ['a new commit ends a stop', STOPPED, { head: 'b' }, RESUME],
  ['the commit that failed does not', STOPPED, {}, {}],
  ['no answer of the source does not', STOPPED, { head: null }, {}],
  [
    'a new commit ends a retry series',
    { syncError: 'no', errorCode: 'K8S_CRD_VALIDATION_FAILED', retryAt: NOW },
    { head: 'b' },
    RESUME,
  ],
  [
    'a new commit does not put refused credentials right',
    { syncError: 'no', errorCode: 'K8S_AUTH_INVALID_TOKEN', scheduleStopped: true },
    { head: 'b' },
    {},
  ],
  ['a new commit waits for the schedule of a healthy fabric', {}, { head: 'b' }, {}],
];

describe('what a health check changes', () => {
  test.each(TABLE)('%s', (_rule, fabric, found, patch) => {
    expect(healthPatch({ ...HEALTHY, ...fabric }, { ...OK, ...found }, NOW)).toEqual(patch);
  });
});

describe('a schedule that is taken up again', () => {
  const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
  const next = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
  test.each([
    ['at once where its turn has come', 300, ago(400), NOW],
    ['not before its turn: a host that lets us look may refuse the run again', 300, ago(100), next(200)],
    ['within 15 min after the attempt, however rarely it runs', 86_400, ago(100), next(800)],
    ['also where only people start it', 0, ago(100), next(800)],
  ])('%s', (_, syncInterval, lastAttemptAt, retryAt) => {
    const fabric = { ...HEALTHY, ...GIT_REFUSED, syncInterval, lastAttemptAt };

    expect(healthPatch(fabric, OK, NOW)).toMatchObject({ scheduleStopped: false, retryAt });
  });
});
