import { gitFolder, withAccess, type GitOptions, type RepositoryAccess } from './access.ts';
import { headCommit } from './head-commit.ts';
import { toGitError } from './to-error.ts';

const TIMEOUT_MS = 30_000;

/**
 * Asks the repository for the commit of its branch: proves address, network, credentials and branch in one request.
 * @throws AppError GIT_AUTH_FAILED, GIT_UNREACHABLE, GIT_REF_NOT_FOUND, ADDRESS_REFUSED; or the signal's reason
 */
export async function testGitConnection(
  repository: RepositoryAccess,
  options: GitOptions,
): Promise<{ readonly commit: string }> {
  try {
    return await withAccess(repository, options, async (access) => {
      const call = { cwd: gitFolder(options.dataDir), timeoutMs: TIMEOUT_MS, signal: options.signal };
      return { commit: await headCommit(repository, access, call) };
    });
  } catch (error) {
    throw toGitError(error, repository);
  }
}
