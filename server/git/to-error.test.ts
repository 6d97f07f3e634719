import { expect, it } from 'vitest';
import { GitFailure, type GitFailureReason } from './run-git.ts';
import { toGitError } from './to-error.ts';

const target = { url: 'https://someone:secret-1@git.example.com/a.git', branch: 'main' };
const failed = (stderr: string, exitCode = 128): unknown =>
  toGitError(new GitFailure('exit', exitCode, stderr), target);

it.each([
  [
    "fatal: could not read Username for 'https://git.example.com': terminal prompts disabled",
    'GIT_AUTH_FAILED',
  ],
  ["fatal: Authentication failed for 'https://git.example.com/a.git/'", 'GIT_AUTH_FAILED'],
  [
    "fatal: unable to access 'https://git.example.com/': The requested URL returned error: 403",
    'GIT_AUTH_FAILED',
  ],
  ['remote: HTTP Basic: Access denied. The provided password or token is incorrect', 'GIT_AUTH_FAILED'],
  [
    'git@git.example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'GIT_AUTH_FAILED',
  ],
  ['Load key "/x": invalid format\ngit@h: Permission denied (publickey,password).', 'GIT_AUTH_FAILED'],
  ["fatal: couldn't find remote ref refs/heads/main", 'GIT_REF_NOT_FOUND'],
  [
    "fatal: unable to access 'https://git.example.com/': Could not resolve host: git.example.com",
    'its host name cannot be resolved',
  ],
  [
    'ssh: Could not resolve hostname git.example.com: Name or service not known',
    'its host name cannot be resolved',
  ],
  [
    "fatal: unable to access '…': Failed to connect to git.example.com port 443 after 2 ms: Couldn't connect to server",
    'connection refused',
  ],
  ['ssh: connect to host git.example.com port 22: Connection refused', 'connection refused'],
  [
    "fatal: unable to access '…': Connection timed out after 30001 milliseconds",
    'it does not answer in time',
  ],
  [
    "fatal: unable to access '…': SSL certificate problem: self-signed certificate",
    'its TLS certificate is not trusted',
  ],
  [
    "fatal: unable to access '…': server certificate verification failed. CAfile: none",
    'its TLS certificate is not trusted',
  ],
  [
    "fatal: unable to access '…': The requested URL returned error: 302 redirect",
    'it redirects to another address; enter that address',
  ],
  [
    "fatal: repository 'https://git.example.com/a.git/' not found",
    'there is no such repository, or the credentials may not see it',
  ],
  [
    "fatal: '/srv/x' does not appear to be a git repository",
    'there is no such repository, or the credentials may not see it',
  ],
  ["fatal: unable to access '…': The requested URL returned error: 503", 'the server has an internal fault'],
  ["fatal: unable to access '…': The requested URL returned error: 429", 'it limits requests'],
  [
    'Host key verification failed.\nfatal: Could not read from remote repository.\n(publickey)',
    "the server's host key is not the one known so far",
  ],
  ['fatal: early EOF\nfatal: index-pack failed', 'the connection broke off'],
  ['fatal: write error: No space left on device', 'this server has no disk space left'],
  ['something nobody foresaw: secret-1', 'git ended with a fault (exit code 128)'],
])('%s', (stderr, expected) => {
  const error = failed(stderr) as Error & { code: string };

  expect(`${error.code} ${error.message}`).toContain(expected);
  expect(error.message).not.toContain('secret-1');
});

it('no line for the branch means that it is not there', () => {
  expect(failed('', 2)).toMatchObject({
    code: 'GIT_REF_NOT_FOUND',
    message: 'Branch main does not exist in repository https://git.example.com/a.git',
  });
});

it.each<[GitFailureReason, string]>([
  ['timeout', 'it does not answer in time'],
  ['too_large', 'it is larger than 512 MB'],
  ['not_started', 'the git program cannot be started on this server'],
])('%s', (reason, why) => {
  expect(toGitError(new GitFailure(reason), target)).toMatchObject({
    code: 'GIT_UNREACHABLE',
    details: { why },
  });
});

it('what is no fault of git stays as it is', () => {
  const reason = new Error('stopped');

  expect(toGitError(reason, target)).toBe(reason);
});
