import { describe, expect, test } from 'vitest';
import { ERROR_CODES, errorDefinition } from '#server/domain/errors.ts';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import { SYNC_STATES } from '#server/domain/sync-state.ts';
import { WEEKDAYS } from '#server/domain/window/sync-window.ts';
import { actionButton, stateMessage, whySentence, type WhyInputs } from '#server/domain/why.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const inSeconds = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

/** Verified a minute ago, 48 objects, equal. */
const IN_SYNC: WhyInputs = {
  kubernetesServer: 'https://fabric.example:6443',
  syncEnabled: true,
  syncInterval: 300,
  activeRunId: null,
  connectionError: null,
  syncError: null,
  lastSync: inSeconds(-60),
  lastAttemptAt: inSeconds(-60),
  retryAt: null,
  scheduleStopped: false,
  pushedTree: null,
  breakerOpenUntil: null,
  errorCode: null,
  errorAdvice: null,
  id: 1,
  waitingSince: null,
  syncWindows: [],
  credentialsExpireAt: null,
  retryAttempt: 0,
  breakerFailures: 0,
  driftCount: 0,
  gitRepositoryId: 3,
  syncedCommit: 'abc',
  headCommit: 'abc',
  inventoryVersion: 0,
  syncedInventoryVersion: 0,
  objectCount: 48,
  progress: null,
};
const LATE = { ...IN_SYNC, lastSync: inSeconds(-552) };
const NEW = { ...IN_SYNC, lastSync: null, lastAttemptAt: null };
const FAILED = { ...IN_SYNC, syncError: 'text' };

describe('the sentence that says why', () => {
  test.each<[string, WhyInputs]>([
    ['no Kubernetes server is set', { ...IN_SYNC, kubernetesServer: ' ' }],
    ['switched off by an administrator', { ...IN_SYNC, syncEnabled: false }],
    [
      'switched off by an administrator, 2 resources drifted',
      { ...IN_SYNC, syncEnabled: false, driftCount: 2 },
    ],
    ['waiting for a worker', { ...IN_SYNC, activeRunId: 7 }],
    [
      'Applying Connection 18/26',
      { ...IN_SYNC, activeRunId: 7, progress: { percentage: 60, message: 'Applying Connection 18/26' } },
    ],
    ['pending sync: the first run starts by itself', NEW],
    ['manual only: press Sync Now', { ...NEW, syncInterval: 0 }],
    ['overdue by 00:04:12, no difference known', LATE],
    ['overdue by 00:04:12, 1 resource drifted', { ...LATE, driftCount: 1 }],
    ['overdue by 00:04:12, a newer commit waits', { ...LATE, headCommit: 'def' }],
    ['verified 48 objects equal', IN_SYNC],
    ['verified 1 object equal', { ...IN_SYNC, objectCount: 1 }],
    ['0 objects', { ...IN_SYNC, objectCount: 0 }],
    ['2 resources drifted', { ...IN_SYNC, driftCount: 2 }],
    ['2 resources drifted', { ...IN_SYNC, driftCount: 2, headCommit: 'def' }],
    ['a newer commit waits', { ...IN_SYNC, headCommit: 'def' }],
    ['verified 48 objects equal', { ...IN_SYNC, headCommit: null }],
    ['verified 48 objects equal', { ...IN_SYNC, syncedCommit: null }],
  ])('%s', (expected, fabric) => {
    expect(whySentence(fabric, NOW)).toBe(expected);
  });
});

describe('in error it says when, or why not, the next attempt comes', () => {
  test.each<[string, Partial<WhyInputs>]>([
    [
      'retry 2 of 5 at 12:01:00 UTC',
      { errorCode: 'K8S_NETWORK_TIMEOUT', retryAttempt: 2, retryAt: inSeconds(60) },
    ],
    [
      'retry 1 of 3 at 12:01:00 UTC',
      { errorCode: 'K8S_DNS_FAILED', retryAttempt: 1, retryAt: inSeconds(60) },
    ],
    [
      'configuration changed, trying again now',
      { errorCode: 'K8S_AUTH_INVALID_TOKEN', retryAttempt: 0, retryAt: NOW },
    ],
    [
      '5 of 5 retries failed, next scheduled run at 12:04:00 UTC',
      { errorCode: 'K8S_NETWORK_TIMEOUT', retryAttempt: 5 },
    ],
    ['next scheduled run at 12:04:00 UTC', { errorCode: 'K8S_CONFLICT' }],
    [
      'automatic runs stopped: credentials refused',
      { errorCode: 'K8S_AUTH_INVALID_TOKEN', scheduleStopped: true },
    ],
    [
      'automatic runs stopped: credentials refused',
      { errorCode: 'K8S_AUTH_TOKEN_EXPIRED', scheduleStopped: true },
    ],
    [
      'automatic runs stopped: GIT_YAML_INVALID needs a person',
      { errorCode: 'GIT_YAML_INVALID', scheduleStopped: true },
    ],
    [
      'automatic runs paused after 5 failures in a row, one trial at 12:05:00 UTC',
      {
        errorCode: 'K8S_NETWORK_TIMEOUT',
        retryAttempt: 5,
        retryAt: inSeconds(270),
        breakerFailures: 5,
        breakerOpenUntil: inSeconds(300),
      },
    ],
    [
      'no automatic run: the interval is 0',
      { errorCode: 'K8S_NETWORK_TIMEOUT', syncInterval: 0, retryAttempt: 1, retryAt: inSeconds(30) },
    ],
    ['next scheduled run at 12:04:00 UTC', { errorCode: null }],
  ])('%s', (expected, change) => {
    expect(whySentence({ ...FAILED, ...change }, NOW)).toBe(expected);
  });
});

const COUNTED: WhyInputs = { ...IN_SYNC, gitRepositoryId: null, syncedInventoryVersion: 4 };
const STOPPED = { ...FAILED, errorCode: 'GIT_YAML_INVALID', scheduleStopped: true };
const NEXT = 'next scheduled run at 12:04:00 UTC';
const FIRST = 'pending sync: the first run starts by itself';

describe('in error and before the first verified run it says which difference is known', () => {
  test.each<[string, WhyInputs]>([
    [`${NEXT}, 2 resources drifted`, { ...FAILED, driftCount: 2 }],
    [
      'automatic runs stopped: GIT_YAML_INVALID needs a person, 1 resource drifted',
      { ...STOPPED, driftCount: 1 },
    ],
    [
      'automatic runs stopped: GIT_YAML_INVALID needs a person, the newest commit is not verified',
      { ...STOPPED, headCommit: 'def' },
    ],
    [
      `${NEXT}, 3 changes in the inventory wait`,
      { ...FAILED, ...COUNTED, syncError: 'text', inventoryVersion: 7 },
    ],
    [NEXT, FAILED],
    [`${FIRST}, 2 resources drifted`, { ...NEW, driftCount: 2 }],
    ['manual only: press Sync Now, 2 resources drifted', { ...NEW, syncInterval: 0, driftCount: 2 }],
    [FIRST, { ...NEW, syncedCommit: null, headCommit: 'def' }],
    [FIRST, { ...NEW, gitRepositoryId: null, inventoryVersion: 7 }],
  ])('%s', (expected, fabric) => {
    expect(whySentence(fabric, NOW)).toBe(expected);
  });
});

describe('the message of the state', () => {
  test.each<[string, WhyInputs, (typeof SYNC_STATES)[number]]>([
    ['Kubernetes server URL required for synchronization', IN_SYNC, 'not_configured'],
    ['Synchronization disabled by administrator', IN_SYNC, 'disabled'],
    ['Synchronization in progress... 0%', IN_SYNC, 'syncing'],
    [
      'Synchronization in progress... 65%',
      { ...IN_SYNC, progress: { percentage: 65, message: 'x' } },
      'syncing',
    ],
    ['Permission denied', { ...IN_SYNC, syncError: ' Permission denied ' }, 'error'],
    [
      'Connection refused',
      { ...IN_SYNC, connectionError: 'Connection refused', syncError: 'older' },
      'error',
    ],
    ['Permission denied', { ...IN_SYNC, connectionError: ' ', syncError: 'Permission denied' }, 'error'],
    ['Fabric has never been synchronized', NEW, 'never_synced'],
    ['Last sync: 9 min ago (overdue by 00:04:12)', LATE, 'out_of_sync'],
    ['Last sync: 1 min ago', IN_SYNC, 'in_sync'],
  ])('%s', (expected, fabric, state) => {
    expect(stateMessage(state, fabric, NOW)).toBe(expected);
  });
});

describe('the button', () => {
  test.each(ERROR_CODES)(
    'in error by %s leads to the configuration when nothing tries again by itself',
    (code) => {
      const expected = errorDefinition(code).retry.strategy === 'none' ? 'Fix Configuration' : 'Retry';

      expect(actionButton('error', code)).toBe(expected);
    },
  );

  test.each([null, 'A_CODE_OF_AN_OLDER_VERSION'])('in error by %s retries', (code) => {
    expect(actionButton('error', code)).toBe('Retry');
  });

  test.each(SYNC_STATES.filter((state) => state !== 'error'))(
    'in %s is that of the state, whatever error stands',
    (state) => {
      expect(actionButton(state, 'K8S_AUTH_INVALID_TOKEN')).toBe(STATE_DISPLAY[state].actionButton);
    },
  );
});

describe('while the sync windows are closed', () => {
  const syncWindows = [
    { kind: 'block' as const, days: [...WEEKDAYS], start: '11:00', end: '14:00', time_zone: 'Europe/Berlin' },
  ];
  const blocked = 'blocked until 14:00 (Europe/Berlin)';

  test.each<[string, WhyInputs, string]>([
    ['a new fabric waits', NEW, blocked],
    ['one with a known difference waits', { ...NEW, driftCount: 2 }, `${blocked}, 2 resources drifted`],
    ['a late one is late', LATE, `overdue by 00:04:12, ${blocked}, no difference known`],
    ['one in sync is in sync', IN_SYNC, `verified 48 objects equal, ${blocked}`],
    ['a retry waits', { ...FAILED, retryAt: inSeconds(30) }, `${blocked}, then the next automatic run`],
    [
      'a stopped schedule stays stopped',
      { ...FAILED, scheduleStopped: true, errorCode: 'K8S_AUTH_INVALID_TOKEN' },
      'automatic runs stopped: credentials refused',
    ],
    ['without automatic runs nothing is blocked', { ...NEW, syncInterval: 0 }, 'manual only: press Sync Now'],
    ['a run that a person started goes on', { ...NEW, activeRunId: 7 }, 'waiting for a worker'],
  ])('%s', (_, fabric, sentence) => {
    expect(whySentence({ ...fabric, syncWindows }, NOW)).toBe(sentence);
  });
});
