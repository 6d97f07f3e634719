import { expect, test } from 'vitest';
import { newHeadPatch, type Head, type HeadInputs, type HeadPatch } from './new-head.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const READ: HeadInputs = {
  scheduleStopped: false,
  retryAt: null,
  errorCode: null,
  attemptedCommit: 'one',
  attemptedTree: 'tree one',
  pushedTree: null,
};
const CHANGED: Head = { commit: 'two', tree: 'tree two' };
const ELSEWHERE: Head = { commit: 'two', tree: 'tree one' };
const UNKNOWN: Head = { commit: 'two', tree: null };
const RESUME = { scheduleStopped: false, retryAttempt: 0, retryAt: NOW } as const;
const STOPPED = { scheduleStopped: true, errorCode: 'GIT_YAML_INVALID' };
const RETRYING = { retryAt: NOW, errorCode: 'K8S_NETWORK_TIMEOUT' };

test.each<[string, Partial<HeadInputs>, Head, HeadPatch]>([
  ['the same commit', {}, { commit: 'one', tree: 'tree one' }, {}],
  ['the directory changed', {}, CHANGED, { pushedTree: 'tree two' }],
  ['the directory is gone', {}, { commit: 'two', tree: '' }, { pushedTree: '' }],
  ['only other directories changed', {}, ELSEWHERE, {}],
  ['nobody looked into the directory: the schedule will', {}, UNKNOWN, {}],
  ['known already', { pushedTree: 'tree two' }, CHANGED, {}],
  [
    'the next push before a run began',
    { pushedTree: 'tree two' },
    { commit: 'three', tree: 'tree three' },
    { pushedTree: 'tree three' },
  ],
  [
    'pushed back before a run began',
    { pushedTree: 'tree two' },
    { commit: 'three', tree: 'tree one' },
    { pushedTree: null },
  ],
  ['never attempted', { attemptedCommit: null, attemptedTree: null }, CHANGED, { pushedTree: 'tree two' }],
  ['attempted before trees were kept', { attemptedTree: null }, CHANGED, { pushedTree: 'tree two' }],
  [
    'attempted before trees were kept, the same commit',
    { attemptedTree: null },
    { commit: 'one', tree: 'x' },
    {},
  ],
  ['a stopped schedule is taken up', STOPPED, CHANGED, { ...RESUME, pushedTree: 'tree two' }],
  ['a series ends', RETRYING, CHANGED, { ...RESUME, pushedTree: 'tree two' }],
  ['a stopped schedule, nobody looked into the directory', STOPPED, UNKNOWN, RESUME],
  ['a stopped schedule that the commit does not touch stays stopped', STOPPED, ELSEWHERE, {}],
  [
    'refused credentials stay refused',
    { scheduleStopped: true, errorCode: 'K8S_AUTH_INVALID_TOKEN' },
    CHANGED,
    {},
  ],
])('%s', (_, fabric, head, expected) => {
  expect(newHeadPatch({ ...READ, ...fabric }, head, NOW)).toEqual(expected);
});
