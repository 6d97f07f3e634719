import { gitEnvironment } from './git-environment.ts';
import { runGit } from './run-git.ts';

/** One entry of a commit's tree. `path` is relative to the listed directory. */
export interface TreeEntry {
  readonly type: 'file' | 'symlink' | 'submodule';
  readonly object: string;
  /** Bytes; 0 for a submodule, infinite for a file that was too large to be fetched. */
  readonly size: number;
  readonly path: string;
}

export interface LocalCall {
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 30_000;
/** About 400,000 files below one directory. */
const LISTING_LIMIT_BYTES = 64 * 1024 * 1024;

/** git on the objects that were fetched; it may not talk to anybody. */
export async function runLocal(
  call: LocalCall,
  args: readonly string[],
  input?: string,
  outputLimitBytes = LISTING_LIMIT_BYTES,
): Promise<Buffer> {
  return await runGit({
    args,
    cwd: call.folder,
    env: gitEnvironment(call.folder, []),
    timeoutMs: TIMEOUT_MS,
    signal: call.signal,
    outputLimitBytes,
    ...(input === undefined ? {} : { input }),
  });
}

/** `<mode> <type> <object> <size>\t<path>`, as ls-tree -l prints it; BAD = the host was asked to leave it out for its size. */
const LINE_PATTERN = /^(\d{6}) (\w+) ([0-9a-f]+) +(-|BAD|\d+)\t([^]*)$/;

function parseEntries(listing: Buffer): { mode: string; object: string; size: number; path: string }[] {
  return listing
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, mode, , object, size, path] = LINE_PATTERN.exec(line) ?? [];
      if (mode === undefined || object === undefined || path === undefined) return [];
      return [{ mode, object, size: size === 'BAD' ? Number.POSITIVE_INFINITY : Number(size) || 0, path }];
    });
}

const SYMLINK_MODE = '120000';
const SUBMODULE_MODE = '160000';

/**
 * Everything below a directory of a commit ('' = its root), directories themselves left out; null = there is no such directory
 * (a file, a symbolic link and a submodule of that name are none). Content is never followed or written to disk.
 * @throws GitFailure
 */
export async function listTree(
  call: LocalCall,
  commit: string,
  directory: string,
): Promise<TreeEntry[] | null> {
  const below = directory === '' ? '' : `${directory}/`;
  const paths = below === '' ? [] : ['--', below];
  const listing = await runLocal(call, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...paths]);
  const entries = parseEntries(listing).filter(({ path }) => path.startsWith(below));
  // Git knows no empty directories below the root.
  if (entries.length === 0 && below !== '') return null;
  return entries.map(({ mode, object, size, path }) => ({
    type: mode === SYMLINK_MODE ? 'symlink' : mode === SUBMODULE_MODE ? 'submodule' : 'file',
    object,
    size,
    path: path.slice(below.length),
  }));
}
