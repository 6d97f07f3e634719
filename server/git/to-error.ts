import { AppError } from '#server/domain/app-error.ts';
import type { RepositoryAccess } from './access.ts';
import { shownUrl } from './repository-url.ts';
import { GitFailure } from './run-git.ts';

/** git ls-remote --exit-code: the server answered and has no such branch. */
const NO_SUCH_REF_EXIT_CODE = 2;

const AUTH_PATTERNS: readonly RegExp[] = [
  /authentication failed/i,
  /could not read (?:username|password)/i,
  /terminal prompts disabled/i,
  /unable to read askpass response/i,
  /returned error: 40[13]/i,
  /invalid username or (?:password|token)/i,
  /access denied/i,
  /permission denied(?:,| \()/i,
  /load key .*: (?:invalid format|error in libcrypto|incorrect passphrase)/i,
  /could not read from remote repository[^]*publickey/i,
];
const REF_PATTERNS: readonly RegExp[] = [
  /couldn't find remote ref/i,
  /remote ref .* not found/i,
  /no matching remote head/i,
];

/** What git says → what people read. Server's own words are never passed on: they may repeat what we sent. */
const UNREACHABLE: readonly (readonly [RegExp, string])[] = [
  [
    /host key verification failed|remote host identification has changed/i,
    "the server's host key is not the one known so far",
  ],
  [
    /could not resolve (?:host|hostname|proxy)|name or service not known|temporary failure in name resolution/i,
    'its host name cannot be resolved',
  ],
  [/connection refused|couldn't connect to server/i, 'connection refused'],
  [/timed out|operation too slow|timeout/i, 'it does not answer in time'],
  [
    /ssl certificate problem|certificate|server verification failed|tls|ssl/i,
    'its TLS certificate is not trusted',
  ],
  [/returned error: 30\d|redirect/i, 'it redirects to another address; enter that address'],
  [
    /returned error: 404|repository .*not found|not found|does not exist|does not appear to be a git repository/i,
    'there is no such repository, or the credentials may not see it',
  ],
  [/returned error: 429/i, 'it limits requests'],
  [/returned error: 5\d\d/i, 'the server has an internal fault'],
  [/transport '.*' not allowed|protocol .* (?:not allowed|not supported)/i, 'its protocol is not allowed'],
  [/dumb http transport|not valid: is this a git repository/i, 'it is not a Git repository'],
  [/no space left|disk quota/i, 'this server has no disk space left'],
  [
    /connection reset|early eof|unexpected disconnect|hung up|broken pipe|empty reply|recv failure/i,
    'the connection broke off',
  ],
  [/no route to host|network is unreachable/i, 'no route to its address'],
];

const OTHER: Readonly<Record<GitFailure['reason'], string>> = {
  exit: 'git ended with a fault',
  timeout: 'it does not answer in time',
  too_large: 'it is larger than 512 MB',
  not_started: 'the git program cannot be started on this server',
};

/**
 * A fault of git as AppError: GIT_AUTH_FAILED, GIT_REF_NOT_FOUND or GIT_UNREACHABLE, without a word of what the server
 * said. Everything else (an abort, an AppError) is given back as it is.
 */
export function toGitError(error: unknown, target: Pick<RepositoryAccess, 'url' | 'branch'>): unknown {
  if (!(error instanceof GitFailure)) return error;
  const repository = shownUrl(target.url);
  const { stderr } = error;
  if (error.exitCode === NO_SUCH_REF_EXIT_CODE && stderr.trim() === '') {
    return new AppError('GIT_REF_NOT_FOUND', { branch: target.branch, repository });
  }
  if (REF_PATTERNS.some((pattern) => pattern.test(stderr))) {
    return new AppError('GIT_REF_NOT_FOUND', { branch: target.branch, repository });
  }
  const hostKey = /host key verification failed/i.test(stderr);
  if (!hostKey && AUTH_PATTERNS.some((pattern) => pattern.test(stderr))) {
    return new AppError('GIT_AUTH_FAILED', { repository });
  }
  const known =
    error.reason === 'exit' ? UNREACHABLE.find(([pattern]) => pattern.test(stderr))?.[1] : undefined;
  const code = error.exitCode === null ? '' : ` (exit code ${error.exitCode})`;
  return new AppError('GIT_UNREACHABLE', { repository, why: known ?? `${OTHER[error.reason]}${code}` });
}
