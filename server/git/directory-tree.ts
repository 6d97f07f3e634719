import { createHash } from 'node:crypto';
import type { Checkout } from './checkouts.ts';
import { listDirectory, repositoryDirectory } from './read-manifests.ts';

/**
 * A name for all that a directory of a commit holds: equal names are equal content. "" = there is no such directory. Made of the
 * listing that a run reads anyway, so that a run pays nothing for it.
 * @throws GitFailure, or the signal's reason
 */
export async function directoryTree(
  checkout: Checkout,
  directory: string,
  signal?: AbortSignal,
): Promise<string> {
  const path = repositoryDirectory(directory);
  const { folder, commit } = checkout;
  const entries = path === null ? null : await listDirectory({ folder, signal }, commit, path);
  if (entries === null) return '';
  const hash = createHash('sha256');
  // In Git's own order. A path may hold anything but NUL.
  for (const { type, object, path: name } of entries) hash.update(`${type} ${object} ${name}\0`);
  return hash.digest('base64url');
}
