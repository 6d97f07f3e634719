import { dirname, posix } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '#server/domain/app-error.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import { createBoundedCache } from './bounded-cache.ts';
import type { Checkout } from './checkouts.ts';
import { invalidManifests, type ManifestNote, type ManifestProblem } from './manifest-problem.ts';
import { joinManifests, LARGEST_FILE_BYTES, parseManifestFile, type Manifests } from './parse-manifests.ts';
import { readBlobs } from './read-blobs.ts';
import { listTree, type LocalCall, type TreeEntry } from './tree-listing.ts';

export interface ReadOptions {
  /** For objects that name none. */
  readonly namespace: string;
  readonly signal?: AbortSignal | undefined;
}

export interface ReadManifests {
  readonly resources: readonly DesiredResource[];
  /** Documents of other kinds, files without objects, links and submodules: told, not fatal. */
  readonly notes: readonly ManifestNote[];
  readonly commit: string;
}

const MOST_FILES = 50_000;
const MOST_BYTES = 100 * 1024 * 1024;
/** Parsing gives way to other work of the process after this long. */
const TURN_MS = 20;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const LONGEST_LINK_BYTES = 4_096;

/**
 * A commit never changes, nor does a file of one content: what was read of either is read once, which is most of a run that finds nothing to
 * do. Entries of the listings, and bytes of YAML; what is made of a byte takes about eight.
 */
const listings = createBoundedCache<readonly TreeEntry[]>(100_000);
const parsedFiles = createBoundedCache<Manifests>(8 * 1024 * 1024);

/** "/", "" and "." are the root; "/x", "x/" and "x" are one directory; null = leaves the tree. */
export function repositoryDirectory(directory: string): string | null {
  const parts = directory.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') || /[\0\n]/.test(directory) ? null : parts.join('/');
}

/** Paths come from strangers: control and direction marks would garble a message. */
function shownPath(directory: string, path: string): string {
  const whole = directory === '' ? path : `${directory}/${path}`;
  return whole.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{FFFD}');
}

const about = (file: string, message: string): ManifestProblem => ({
  file,
  document: null,
  line: null,
  message,
});

interface Found {
  readonly manifests: TreeEntry[];
  readonly links: TreeEntry[];
  readonly notes: ManifestNote[];
  readonly problems: ManifestProblem[];
}

function sortEntries(entries: readonly TreeEntry[], directory: string): Found {
  const found: Found = { manifests: [], links: [], notes: [], problems: [] };
  let bytes = 0;
  for (const entry of entries) {
    const shown = shownPath(directory, entry.path);
    if (entry.type === 'symlink') found.links.push(entry);
    else if (entry.type === 'submodule') found.notes.push(about(shown, 'skipped: a submodule'));
    else if (!/\.ya?ml$/.test(entry.path)) continue;
    else if (entry.size > LARGEST_FILE_BYTES) found.problems.push(about(shown, 'larger than 5 MB'));
    else {
      found.manifests.push(entry);
      bytes += entry.size;
    }
  }
  const where = directory === '' ? '/' : directory;
  if (found.manifests.length > MOST_FILES)
    found.problems.push(about(where, `holds more than ${MOST_FILES} YAML files`));
  if (bytes > MOST_BYTES) found.problems.push(about(where, 'holds more than 100 MB of YAML'));
  return found;
}

/** A link is never followed: within the repository it is told, out of it refused. */
async function judgeLinks(call: LocalCall, directory: string, found: Found): Promise<void> {
  const short = found.links.filter((entry) => entry.size <= LONGEST_LINK_BYTES);
  const long = found.links.filter((entry) => entry.size > LONGEST_LINK_BYTES);
  for (const entry of long)
    found.problems.push(about(shownPath(directory, entry.path), 'a symbolic link that is too long'));
  for await (const [entry, content] of readBlobs(call, short)) {
    const target = Buffer.from(content).toString('utf8');
    const from = posix.dirname(posix.join('/root', directory, entry.path));
    const to = posix.resolve(from, target);
    const inside = !posix.isAbsolute(target) && (to === '/root' || to.startsWith('/root/'));
    const shown = shownPath(directory, entry.path);
    if (inside) found.notes.push(about(shown, 'skipped: a symbolic link; links are not followed'));
    else found.problems.push(about(shown, 'a symbolic link that leads out of the repository'));
  }
}

async function parseAll(
  call: LocalCall,
  directory: string,
  found: Found,
  options: ReadOptions,
): Promise<Manifests[]> {
  const keyOf = ({ object, path }: TreeEntry): string =>
    [dirname(call.folder), options.namespace, shownPath(directory, path), object].join('\n');
  const parsed = new Map<TreeEntry, Manifests>();
  for (const entry of found.manifests) {
    const known = parsedFiles.get(keyOf(entry));
    if (known !== undefined) parsed.set(entry, known);
  }
  const unknown = found.manifests.filter((entry) => !parsed.has(entry));
  let turn = performance.now();
  for await (const [entry, content] of readBlobs(call, unknown)) {
    const file = shownPath(directory, entry.path);
    if (Buffer.from(content.subarray(0, LFS_POINTER.length)).toString('latin1') === LFS_POINTER) {
      found.problems.push(about(file, 'a Git LFS pointer; manifests must stand in Git itself'));
    } else {
      const manifests = parseManifestFile(file, content, options.namespace);
      parsed.set(entry, manifests);
      parsedFiles.set(keyOf(entry), manifests, content.byteLength);
    }
    if (performance.now() - turn > TURN_MS) {
      await nextTurn();
      options.signal?.throwIfAborted();
      turn = performance.now();
    }
  }
  return found.manifests.flatMap((entry) => parsed.get(entry) ?? []);
}

/** What stands below a directory of a commit; null = there is no such directory. */
export async function listDirectory(
  call: LocalCall,
  commit: string,
  directory: string,
): Promise<readonly TreeEntry[] | null> {
  const key = `${call.folder}\n${commit}\n${directory}`;
  const known = listings.get(key);
  if (known !== undefined) return known;
  const entries = await listTree(call, commit, directory);
  if (entries === null) return null;
  listings.set(key, entries, entries.length + 1);
  return entries;
}

/**
 * All manifests below a directory of a commit: `*.yaml` and `*.yml`, recursive, many documents each. All or nothing: every
 * problem of every file is found first, then thrown together.
 * @throws AppError GIT_PATH_NOT_FOUND; GIT_YAML_INVALID with a field for each problem; or the signal's reason
 */
export async function readManifests(
  checkout: Checkout,
  directory: string,
  options: ReadOptions,
): Promise<ReadManifests> {
  const call: LocalCall = { folder: checkout.folder, signal: options.signal };
  const path = repositoryDirectory(directory);
  const entries = path === null ? null : await listDirectory(call, checkout.commit, path);
  if (path === null || entries === null) {
    throw new AppError('GIT_PATH_NOT_FOUND', { directory, branch: checkout.branch });
  }
  const found = sortEntries(entries, path);
  await judgeLinks(call, path, found);
  const unbounded = found.problems.some((problem) => problem.message.startsWith('holds more than'));
  const files = unbounded ? [] : await parseAll(call, path, found, options);
  const all = joinManifests(files);
  const problems = [...found.problems, ...all.problems];
  if (problems.length > 0) throw invalidManifests(problems);
  return { resources: all.resources, notes: [...found.notes, ...all.notes], commit: checkout.commit };
}
