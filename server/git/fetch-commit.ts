import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gitFolder, withAccess, type GitAccess, type GitOptions, type RepositoryAccess } from './access.ts';
import { createBoundedCache } from './bounded-cache.ts';
import {
  checkoutFolder,
  clearCheckouts,
  draftFolder,
  publishDraft,
  reuseCheckout,
  type Checkout,
} from './checkouts.ts';
import { gitEnvironment } from './git-environment.ts';
import { headCommit } from './head-commit.ts';
import { LARGEST_FILE_BYTES } from './parse-manifests.ts';
import { runGit } from './run-git.ts';
import { watchingSize } from './size-watch.ts';
import { toGitError } from './to-error.ts';

/** From the first byte to the last, over all requests. */
const TIMEOUT_MS = 60_000;
/** On disk, packed: manifests of the largest fabrics take a few megabytes. */
const LARGEST_REPOSITORY_BYTES = 512 * 1024 * 1024;
/**
 * Files that would be refused anyway need not come: a repository full of large binaries stays small here. Hosts that do not
 * know filters send everything.
 */
const FILTER = `blob:limit=${LARGEST_FILE_BYTES + 1}`;
/** What git writes of a filter makes it fetch what is missing behind our back; a plain repository does not. */
const PLAIN_CONFIG = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';
const FETCHED_REF = 'refs/heads/fetched';
const LONGEST_SUBJECT = 200;
/** What stands in a commit does not change: git is asked once. By folder. */
const described = createBoundedCache<Description>(1_000);

type Description = Pick<Checkout, 'commit' | 'subject' | 'committedAt'>;

interface Fetching {
  readonly repository: RepositoryAccess;
  readonly options: GitOptions;
  readonly access: GitAccess;
  /** Milliseconds that are left of the time limit. */
  readonly left: () => number;
}

/**
 * The newest commit of the repository's branch, its files in a bare repository in the data folder: shallow, one branch, no
 * work tree. A commit that is here already costs one small request. Any number of processes may do this at once.
 * @throws AppError GIT_AUTH_FAILED, GIT_UNREACHABLE, GIT_REF_NOT_FOUND, ADDRESS_REFUSED; or the signal's reason
 */
export async function fetchCommit(repository: RepositoryAccess, options: GitOptions): Promise<Checkout> {
  const end = performance.now() + TIMEOUT_MS;
  const left = (): number => end - performance.now();
  try {
    return await withAccess(repository, options, async (access) => {
      const fetching: Fetching = { repository, options, access, left };
      const call = { cwd: gitFolder(options.dataDir), timeoutMs: left(), signal: options.signal };
      const head = await headCommit(repository, access, call);
      const folder = checkoutFolder(options.dataDir, repository.id, head);
      if (!(await reuseCheckout(folder))) return await fetchNew(fetching);
      const known = described.get(folder) ?? (await describe(fetching, folder, head));
      return published(repository, folder, known);
    });
  } catch (error) {
    throw toGitError(error, repository);
  }
}

async function fetchNew(fetching: Fetching): Promise<Checkout> {
  const { repository, options, access, left } = fetching;
  const draft = await draftFolder(options.dataDir, repository.id);
  try {
    const call = { cwd: draft, env: access.env, signal: options.signal };
    await runGit({ ...call, args: ['init', '--quiet', '--bare', '--template='], timeoutMs: left() });
    const refspec = `+refs/heads/${repository.branch}:${FETCHED_REF}`;
    const flags = [
      '--quiet',
      '--depth=1',
      `--filter=${FILTER}`,
      '--no-tags',
      '--no-recurse-submodules',
      '--no-auto-maintenance',
      '--no-write-fetch-head',
    ];
    await watchingSize(draft, LARGEST_REPOSITORY_BYTES, (tooLarge) =>
      runGit({
        ...call,
        args: ['fetch', ...flags, '--', access.remote, refspec],
        timeoutMs: left(),
        tooLarge,
      }),
    );
    await writeFile(join(draft, 'config'), PLAIN_CONFIG);
    // The branch may have moved on since it was asked for.
    const fetched = await describe(fetching, draft, FETCHED_REF);
    const folder = checkoutFolder(options.dataDir, repository.id, fetched.commit);
    await publishDraft(draft, folder);
    await clearCheckouts(options.dataDir, repository.id, Date.now());
    return published(repository, folder, fetched);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function describe({ options, left }: Fetching, folder: string, revision: string): Promise<Description> {
  const shown = await runGit({
    args: ['log', '-1', '--no-show-signature', '--format=%H%x00%ct%x00%s', revision],
    cwd: folder,
    env: gitEnvironment(gitFolder(options.dataDir), []),
    timeoutMs: left(),
    signal: options.signal,
  });
  const [commit = '', seconds = '0', subject = ''] = shown.toString('utf8').trimEnd().split('\0');
  return {
    commit,
    subject: subject.slice(0, LONGEST_SUBJECT),
    committedAt: new Date(Number(seconds) * 1_000),
  };
}

function published({ branch }: RepositoryAccess, folder: string, description: Description): Checkout {
  described.set(folder, description, 1);
  return { folder, branch, ...description };
}
