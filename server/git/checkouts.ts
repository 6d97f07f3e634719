import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gitFolder } from './access.ts';

/** A commit's objects in a bare repository that nobody changes any more. */
export interface Checkout {
  readonly folder: string;
  readonly commit: string;
  readonly branch: string;
}

/** Longer than any run may read from one, and than a fetch may take. */
const KEPT_UNUSED_MS = 30 * 60_000;

function repositoryFolder(dataDir: string, repositoryId: number): string {
  return join(gitFolder(dataDir), String(repositoryId));
}

export function checkoutFolder(dataDir: string, repositoryId: number, commit: string): string {
  return join(repositoryFolder(dataDir, repositoryId), commit);
}

/** Whether the commit is here already; if so, it counts as used now. */
export async function reuseCheckout(folder: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(folder, now, now);
    return true;
  } catch {
    return false;
  }
}

/** What makes a folder a bare repository: `git init` would be a process for three names. */
export const PLAIN_CONFIG = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';

/** An empty repository to fetch into, out of everybody's way until it is complete. */
export async function draftFolder(dataDir: string, repositoryId: number): Promise<string> {
  const folder = join(repositoryFolder(dataDir, repositoryId), `draft-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await Promise.all([
    mkdir(join(folder, 'objects')),
    mkdir(join(folder, 'refs')),
    writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n'),
    writeFile(join(folder, 'config'), PLAIN_CONFIG),
  ]);
  return folder;
}

/**
 * Puts a complete draft in its place, by one rename: another process sees all of it or nothing. Where another process was
 * first, its copy of the same commit stays.
 */
export async function publishDraft(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await reuseCheckout(folder))) throw error;
  }
}

/** Removes commits that nobody used for half an hour, and drafts whose process died. */
export async function clearCheckouts(dataDir: string, repositoryId: number, nowMs: number): Promise<void> {
  const parent = repositoryFolder(dataDir, repositoryId);
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    const info = await stat(folder).catch(() => null);
    if (info !== null && nowMs - info.mtimeMs > KEPT_UNUSED_MS)
      await rm(folder, { recursive: true, force: true });
  }
}

/** Forgets everything that was fetched of a repository that is gone. */
export async function removeCheckouts(dataDir: string, repositoryId: number): Promise<void> {
  await rm(repositoryFolder(dataDir, repositoryId), { recursive: true, force: true });
}
