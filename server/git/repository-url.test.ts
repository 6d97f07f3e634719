import { expect, it } from 'vitest';
import { parseRepositoryUrl, shownUrl } from './repository-url.ts';

it.each([
  [
    'https://git.example.com/a/b.git',
    { scheme: 'https', host: 'git.example.com', port: 443, origin: 'https://git.example.com' },
  ],
  [
    'http://git.example.com:3000/a',
    { scheme: 'http', host: 'git.example.com', port: 3000, origin: 'http://git.example.com:3000' },
  ],
  ['https://[::1]:8443/a', { scheme: 'https', host: '::1', port: 8443 }],
  ['ssh://git@git.example.com:2222/a/b.git', { scheme: 'ssh', host: 'git.example.com' }],
  [
    'git@git.example.com:a/b.git',
    { scheme: 'ssh', host: 'git.example.com', remote: 'git@git.example.com:a/b.git' },
  ],
  ['file:///srv/my%20git/x.git', { scheme: 'file', remote: 'file:///srv/my%20git/x.git' }],
])('%s is read', (url, expected) => {
  expect(parseRepositoryUrl(url, true)).toMatchObject(expected);
});

it.each([
  'https://user@git.example.com/a',
  'https://user:secret-1@git.example.com/a',
  'https://secret-1@git.example.com/a',
  'ssh://git:secret-1@git.example.com/a',
  'ssh://-oProxyCommand=id/a',
  'ssh://git@-oProxyCommand=id/a',
  'ssh://-oProxyCommand=id@host/a',
  '-oProxyCommand=id@host:a',
  'git@-host:a',
  'git@host:-a',
  'ext::sh -c id',
  'git://git.example.com/a',
  'ftp://git.example.com/a',
  'fd::17/a',
  'javascript:alert(1)',
  '--upload-pack=id',
  '/srv/git/a',
  '../a',
  'https://git.example.com/a\nb',
  'https://git.example.com/a b',
  'file://host/srv/git',
  '',
])('%j is refused, without its credentials', (url) => {
  expect(() => parseRepositoryUrl(url, true)).toThrow(
    expect.objectContaining({
      code: 'ADDRESS_REFUSED',
      message: expect.not.stringContaining('secret-1') as string,
    }),
  );
});

it('a file repository is refused where they are off', () => {
  expect(() => parseRepositoryUrl('file:///srv/git', false)).toThrow(
    expect.objectContaining({ code: 'ADDRESS_REFUSED' }),
  );
});

it.each([
  ['https://u:secret-1@git.example.com/a.git?token=secret-2#x', 'https://git.example.com/a.git'],
  ['git@git.example.com:a/b.git', 'git@git.example.com:a/b.git'],
  ['ssh://git@git.example.com/a', 'ssh://git.example.com/a'],
  ['no address', 'with an unreadable address'],
])('%s is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});
