import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitFolder, withAccess, type GitAccess, type GitOptions, type RepositoryAccess } from './access.ts';
import {
  checkoutFolder,
  clearCheckouts,
  draftFolder,
  PLAIN_CONFIG,
  publishDraft,
  reuseCheckout,
  type Checkout,
} from './checkouts.ts';
import { headCommit } from './head-commit.ts';
import { LARGEST_FILE_BYTES } from './parse-manifests.ts';
import { GitFailure, runGit } from './run-git.ts';
import { seedDraft } from './seed-draft.ts';
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
const FETCHED_REF = 'refs/heads/fetched';

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
      return { folder, branch: repository.branch, commit: head };
    });
  } catch (error) {
    throw toGitError(error, repository);
  }
}

/** What is new since the commit that is here, where that can be had; else all of it. */
async function fetchNew(fetching: Fetching): Promise<Checkout> {
  const { repository, options } = fetching;
  const draft = await draftFolder(options.dataDir, repository.id);
  if (!(await seedDraft(draft, dirname(draft)))) return await fetchInto(draft, fetching);
  try {
    return await fetchInto(draft, fetching);
  } catch (error) {
    // Whatever is wrong with what was here, all of it may still be had.
    if (!(error instanceof GitFailure) || error.reason === 'timeout') throw error;
    return await fetchInto(await draftFolder(options.dataDir, repository.id), fetching);
  }
}

async function fetchInto(draft: string, fetching: Fetching): Promise<Checkout> {
  const { repository, options, access, left } = fetching;
  try {
    const call = { cwd: draft, env: access.env, signal: options.signal };
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
        args: ['-c', 'fetch.unpackLimit=1', 'fetch', ...flags, '--', access.remote, refspec],
        timeoutMs: left(),
        tooLarge,
      }),
    );
    // What git writes of a filter makes it fetch what is missing behind our back; a plain repository does not.
    await writeFile(join(draft, 'config'), PLAIN_CONFIG);
    // The branch may have moved on since it was asked for.
    const commit = (await readFile(join(draft, FETCHED_REF), 'utf8')).trim();
    const folder = checkoutFolder(options.dataDir, repository.id, commit);
    await publishDraft(draft, folder);
    await clearCheckouts(options.dataDir, repository.id, Date.now());
    return { folder, branch: repository.branch, commit };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}
