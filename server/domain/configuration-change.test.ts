import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalDirectory,
  configurationConsequence,
  FRESH_STATUS,
  targetKey,
  type ConfigurationInputs,
  type Target,
} from '#server/domain/configuration-change.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const TARGET: Target = {
  kubernetesServer: 'https://fabric.example:6443',
  kubernetesNamespace: 'default',
  gitRepositoryId: 3,
  gitopsDirectory: 'fabrics/one',
};
/** Verified against its target, nothing runs, no error. */
const BEFORE: ConfigurationInputs = {
  ...TARGET,
  statusTarget: targetKey(TARGET),
  syncEnabled: true,
  syncInterval: 300,
  activeRunId: null,
  errorCode: null,
};
const RUNNING = { ...BEFORE, activeRunId: 7 };
const FAILED = { ...BEFORE, errorCode: 'K8S_AUTH_INVALID_TOKEN' };
const NOTHING = { status: {}, stop: null, targetChanged: false };
const TRY_AGAIN = {
  retryAttempt: 0,
  retryAt: NOW,
  scheduleStopped: false,
  breakerFailures: 0,
  breakerOpenUntil: null,
};

const change = (before: ConfigurationInputs, to: Partial<ConfigurationInputs>) =>
  configurationConsequence(before, { ...before, ...to }, NOW);

describe('another target', () => {
  test.each<[string, Partial<Target>]>([
    ['server', { kubernetesServer: 'https://other.example:6443' }],
    ['port of the server', { kubernetesServer: 'https://fabric.example:6444' }],
    ['namespace', { kubernetesNamespace: 'hedgehog' }],
    ['repository', { gitRepositoryId: 4 }],
    ['repository taken away', { gitRepositoryId: null }],
    ['directory', { gitopsDirectory: 'fabrics/two' }],
  ])('%s: history and errors go, an active run ends', (_, to) => {
    const statusTarget = targetKey({ ...TARGET, ...to });

    expect(change(FAILED, to)).toEqual({
      status: { ...FRESH_STATUS, statusTarget },
      stop: null,
      targetChanged: true,
    });
    expect(change(RUNNING, to).stop).toBe('target_changed');
  });

  test('set while disabled clears as well, and says that the run ends by disabling', () => {
    const both = change(RUNNING, { kubernetesServer: 'https://other.example', syncEnabled: false });

    expect(both.stop).toBe('disabled');
    expect(both.status).toMatchObject({ lastSync: null });
  });

  test('the first server is no change of target: there is nothing to forget', () => {
    const unset = { ...BEFORE, kubernetesServer: '', statusTarget: '' };

    const first = change(unset, { kubernetesServer: 'https://fabric.example:6443' });

    expect(first).toEqual({
      status: { ...FRESH_STATUS, statusTarget: targetKey(TARGET) },
      stop: null,
      targetChanged: false,
    });
  });
});

describe('the same target', () => {
  test.each<[string, Partial<Target>]>([
    ['nothing changed', {}],
    ['the same server set again', { kubernetesServer: 'https://fabric.example:6443' }],
    ['a slash after the server', { kubernetesServer: 'https://fabric.example:6443/' }],
    ['blanks around the server', { kubernetesServer: ' https://fabric.example:6443 ' }],
    ['a slash before the directory', { gitopsDirectory: '/fabrics/one' }],
    ['a slash after the directory', { gitopsDirectory: 'fabrics/one/' }],
    ['dots in the directory', { gitopsDirectory: './fabrics/./one' }],
  ])('%s: history kept, an active run goes on', (_, to) => {
    expect(change(BEFORE, to)).toEqual(NOTHING);
    expect(change(RUNNING, to)).toEqual(NOTHING);
  });

  test('a server taken away and set again keeps the history', () => {
    const gone = { ...BEFORE, kubernetesServer: '' };

    expect(change(BEFORE, { kubernetesServer: '' })).toEqual(NOTHING);
    expect(change(gone, { kubernetesServer: TARGET.kubernetesServer })).toEqual(NOTHING);
  });

  test('a namespace changed meanwhile is another target once the server is back', () => {
    const gone = { ...BEFORE, kubernetesServer: '' };
    const renamed = { ...gone, kubernetesNamespace: 'hedgehog' };

    expect(change(gone, { kubernetesNamespace: 'hedgehog' })).toEqual(NOTHING);
    expect(change(renamed, { kubernetesServer: TARGET.kubernetesServer }).targetChanged).toBe(true);
  });
});

describe('what ends an active run', () => {
  test.each<[string, Partial<ConfigurationInputs>, string | null]>([
    ['disabling', { syncEnabled: false }, 'disabled'],
    ['taking the server away', { kubernetesServer: '' }, 'not_configured'],
    ['a server of blanks', { kubernetesServer: '  ' }, 'not_configured'],
    ['both', { kubernetesServer: '', syncEnabled: false }, 'not_configured'],
    ['another interval does not', { syncInterval: 0 }, null],
  ])('%s: %s', (_, to, stop) => {
    expect(change(RUNNING, to)).toEqual({ status: {}, stop, targetChanged: false });
    expect(change(BEFORE, to).stop).toBeNull();
  });
});

test('in error, a change of anything else (a new token) starts again at once: series, schedule and breaker are reset', () => {
  expect(change(FAILED, {})).toEqual({ status: TRY_AGAIN, stop: null, targetChanged: false });
});

test('error texts and last_sync stay until a run succeeds', () => {
  const { status } = change(FAILED, {});

  expect(Object.keys(status)).not.toEqual(expect.arrayContaining(['syncError']));
  expect(status).not.toHaveProperty('connectionError');
  expect(status).not.toHaveProperty('lastSync');
});

describe('directories', () => {
  test.each([
    ['', '/'],
    ['/', '/'],
    ['//', '/'],
    ['.', '/'],
    ['./', '/'],
    ['x', 'x'],
    ['/x', 'x'],
    ['x/', 'x'],
    ['/x/', 'x'],
    ['./x', 'x'],
    ['a//b/./c/', 'a/b/c'],
    ['a b', 'a b'],
    ['.hidden', '.hidden'],
  ])('"%s" is "%s"', (written, expected) => {
    expect(canonicalDirectory(written)).toBe(expected);
  });

  test('the canonical form is its own, and slashes around it change nothing', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', '.', '', 'c d'), { maxLength: 5 })
      .map((parts) => parts.join('/'));

    fc.assert(
      fc.property(path, (written) => {
        const canonical = canonicalDirectory(written);

        expect(canonicalDirectory(canonical)).toBe(canonical);
        expect(canonicalDirectory(`/${written}//`)).toBe(canonical);
      }),
    );
  });
});

test('two targets that differ never have one key, whatever stands in them', () => {
  const word = fc.constantFrom('a', 'b', '","', 'a","b', '[', 'null');
  const target = fc.record<Target>({
    kubernetesServer: word,
    kubernetesNamespace: word,
    gitRepositoryId: fc.constantFrom(null, 1, 2),
    gitopsDirectory: word,
  });

  fc.assert(
    fc.property(target, target, (one, other) => {
      const same = (Object.keys(one) as (keyof Target)[]).every((key) => one[key] === other[key]);

      expect(targetKey(one) === targetKey(other)).toBe(same);
    }),
  );
});
