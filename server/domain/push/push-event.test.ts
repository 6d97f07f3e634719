import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgePush, readPushEvent, type PushJudgement } from './push-event.ts';
import { SAMPLE_PUSHES } from './sample-pushes.ts';

const judge = (headers: Readonly<Record<string, string>>, payload: unknown, branch = 'main') => {
  const event = readPushEvent((name) => headers[name], payload);
  return event === null ? null : judgePush(event, branch);
};

describe.each(SAMPLE_PUSHES)('$host', ({ headers, payload }) => {
  test.each<[string, Parameters<typeof payload>[0], PushJudgement]>([
    ['a push to the branch', { name: 'main' }, 'look'],
    ['to another', { name: 'feature/main' }, 'other_branch'],
    ['to one that begins alike', { name: 'main-2' }, 'other_branch'],
    ['the branch is deleted', { name: 'main', deleted: true }, 'branch_deleted'],
    ['another is deleted', { name: 'old', deleted: true }, 'other_branch'],
    ['a tag of the same name', { name: 'main', tag: true }, 'tag'],
  ])('%s', (_, ref, expected) => {
    expect(judge(headers, payload(ref))).toBe(expected);
  });
});

const GITHUB_PING = {
  zen: 'Design for failure.',
  hook_id: 1,
  hook: { type: 'Repository', events: ['push'] },
};

test.each<[string, Record<string, string>, unknown, PushJudgement | null]>([
  ["GitHub's ping", { 'x-github-event': 'ping' }, GITHUB_PING, 'test'],
  ["Bitbucket Server's test", { 'x-event-key': 'diagnostics:ping' }, { test: true }, 'test'],
  ['issues', { 'x-github-event': 'issues' }, { action: 'opened' }, 'other_event'],
  [
    'a pull request of Gitea',
    { 'x-gitea-event': 'pull_request', 'x-github-event': 'pull_request' },
    {},
    'other_event',
  ],
  ["GitLab's tag", { 'x-gitlab-event': 'Tag Push Hook' }, { ref: 'refs/tags/v1', after: 'a' }, 'tag'],
  ["GitLab's instance: a push", { 'x-gitlab-event': 'System Hook' }, { ref: 'refs/heads/main' }, 'look'],
  [
    "GitLab's instance: a new user",
    { 'x-gitlab-event': 'System Hook' },
    { event_name: 'user_create' },
    'other_event',
  ],
  ['no name of the event: what it holds counts', {}, { ref: 'refs/heads/main' }, 'look'],
  ['a push without refs', { 'x-github-event': 'push' }, {}, null],
  ['an array', { 'x-github-event': 'push' }, [], null],
  ['null', { 'x-github-event': 'push' }, null, null],
  ['no change at all', { 'x-event-key': 'repo:push' }, { push: { changes: [] } }, 'other_branch'],
  [
    'several refs, ours among them',
    { 'x-event-key': 'repo:push' },
    {
      push: {
        changes: [
          { old: null, new: { type: 'tag', name: 'v1' } },
          { old: null, new: { type: 'branch', name: 'main' } },
        ],
      },
    },
    'look',
  ],
])('%s', (_, headers, payload, expected) => {
  expect(judge(headers, payload)).toBe(expected);
});

test('a branch with slashes and signs is compared whole', () => {
  const payload = { ref: 'refs/heads/release/1.2+x', after: 'a' };

  expect(judge({}, payload, 'release/1.2+x')).toBe('look');
  expect(judge({}, payload, '1.2+x')).toBe('other_branch');
});

test('whatever is sent, reading it ends in a judgement or in none', () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom('push', 'System Hook', 'repo:push', 'x'), (payload, name) => {
      const judged = judge({ 'x-event-key': name }, payload);
      expect(judged === null || typeof judged === 'string').toBe(true);
    }),
  );
});
