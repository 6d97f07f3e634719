import type { GitAccess, RepositoryAccess } from './access.ts';
import { runGit } from './run-git.ts';

const COMMIT_PATTERN = /^([0-9a-f]{40}|[0-9a-f]{64})\t/;
/** One ref, one line; a server that sends more is not asked further. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/** The commit that the branch points at, by one request. @throws GitFailure */
export async function headCommit(
  repository: Pick<RepositoryAccess, 'branch'>,
  access: GitAccess,
  call: { readonly cwd: string; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const answer = await runGit({
    args: ['ls-remote', '--exit-code', '--quiet', '--', access.remote, `refs/heads/${repository.branch}`],
    env: access.env,
    outputLimitBytes: ANSWER_LIMIT_BYTES,
    ...call,
  });
  const commit = COMMIT_PATTERN.exec(answer.toString('utf8'))?.[1];
  if (commit === undefined) throw new TypeError('git ls-remote answered without a commit');
  return commit;
}
