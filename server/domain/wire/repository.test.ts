import { describe, expect, test } from 'vitest';
import { repositoryInput, repositoryPatch } from '#server/domain/wire/repository.ts';

const refused = (input: object): string[] =>
  repositoryPatch.safeParse(input).error?.issues.map((issue) => issue.path.join('.')) ?? [];

test('name and url are enough; everything else has its default', () => {
  expect(repositoryInput.parse({ name: ' gitops ', url: ' https://git.example/x.git ' })).toEqual({
    name: 'gitops',
    url: 'https://git.example/x.git',
    branch: 'main',
    auth_type: 'none',
    username: '',
  });
});

test('a patch holds what was sent and nothing else', () => {
  expect(repositoryPatch.parse({})).toEqual({});
  expect(repositoryPatch.parse({ token: '' })).toEqual({ token: '' });
});

test.each(['id', 'token_sealed', 'connection_status', 'head_commit'])('"%s" cannot be set', (field) => {
  expect(repositoryPatch.safeParse({ [field]: 'x' }).success).toBe(false);
});

describe('url', () => {
  test.each([
    'https://git.example/group/project.git',
    'http://127.0.0.1:3000/x.git',
    'https://[2001:db8::1]/x.git',
    'ssh://git@git.example/x.git',
    'ssh://git.example:2222/x.git',
    'ssh://git@[2001:db8::1]:22/x.git',
    'file:///srv/git/x.git',
    'git@git.example:group/project.git',
    'deploy_1@10.0.0.1:x',
    'git@git.example:~user/x.git',
    'git@git.example:/srv/x.git',
  ])('%s is accepted', (url) => {
    expect(refused({ url })).toEqual([]);
  });

  test('an absolute path is a repository of this machine', () => {
    expect(repositoryPatch.parse({ url: '/srv/my git/x.git' })).toEqual({
      url: 'file:///srv/my%20git/x.git',
    });
  });

  test.each([
    '',
    'x.git',
    './x.git',
    '../x.git',
    'C:\\x.git',
    'git.example:x.git',
    'https://',
    'https:git.example/x.git',
    'file:/srv/x.git',
    'ftp://git.example/x.git',
    'git://git.example/x.git',
    'javascript:alert(1)',
    'https://git.example/a b.git',
    'https://git.example/a\nb.git',
    'https://git.example/\0',
    'git@git.example:a b',
    'git@git.example://x',
  ])('%j is no address', (url) => {
    expect(refused({ url })).toEqual(['url']);
  });

  test.each([
    'https://user:password@git.example/x.git',
    'https://:password@git.example/x.git',
    'https://ghp_abcdefghijklmnopqrstuvwxyz@git.example/x.git',
    'http://user@git.example/x.git',
    'ssh://git:password@git.example/x.git',
  ])('%s carries a credential, which everybody would read', (url) => {
    expect(refused({ url })).toEqual(['url']);
  });

  test.each([
    '--upload-pack=touch /tmp/x',
    '--upload-pack=x',
    '-oProxyCommand=x@git.example:x.git',
    '-oX@git.example:x.git',
    'git@-oProxyCommand:x.git',
    'git@git.example:-x',
    'git@git.example::x',
    'ssh://-oProxyCommand=x/y.git',
    'ssh://-oX/y.git',
    'ssh://%2DoX/y.git',
    'ssh://-oX@git.example/y.git',
    'ssh://%2DoX@git.example/y.git',
    'ext::sh -c whoami',
    'ext::whoami',
    'a@ext::whoami',
    'fd::7',
    'ssh://git.example;whoami/x.git',
    'ssh://$(whoami)/x.git',
  ])('%s is no way to run something', (url) => {
    expect(refused({ url })).toEqual(['url']);
  });
});

describe('branch', () => {
  test.each(['main', 'feature/x', 'release-1.2', 'a.b', 'größe', 'v1@2', '#7', 'x.locked', 'a/b/c', 'HEAD'])(
    '%s is accepted',
    (branch) => {
      expect(refused({ branch })).toEqual([]);
    },
  );

  test.each([
    '',
    '-x',
    '--upload-pack=x',
    '--',
    '.x',
    'x.',
    '/x',
    'x/',
    'a//b',
    'a..b',
    'a/.b',
    'x.lock',
    'a.lock/b',
    '@',
    'a@{1}',
    'a b',
    'a\tb',
    'a\nb',
    'a\0b',
    'a\u007fb',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    'x'.repeat(251),
  ])('%j is refused', (branch) => {
    expect(refused({ branch })).toEqual(['branch']);
  });
});

describe('credentials', () => {
  const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n';

  test('a key keeps its last line break: ssh refuses one without', () => {
    expect(repositoryPatch.parse({ ssh_private_key: KEY })).toEqual({ ssh_private_key: KEY });
  });

  test.each(['pass word', 'größe', ''])('password %j is accepted', (token) => {
    expect(refused({ token })).toEqual([]);
  });

  test.each([
    ['token', 'a\nb'],
    ['token', 'a\0b'],
    ['username', 'git\npassword=x'],
    ['username', 'a\0b'],
    ['ssh_private_key', 'a\0b'],
    ['name', 'a\nb'],
    ['name', ' '],
    ['auth_type', 'kerberos'],
  ])('%s %j is refused', (field, value) => {
    expect(refused({ [field]: value })).toEqual([field]);
  });
});
