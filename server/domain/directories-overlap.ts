import { canonicalDirectory } from '#server/domain/configuration-change.ts';

/** Whether two directories of one repository are the same, or one holds the other; the root holds all. */
export function directoriesOverlap(one: string, other: string): boolean {
  const [a, b] = [prefixOf(one), prefixOf(other)];
  return a.startsWith(b) || b.startsWith(a);
}

/** What the paths of all files in it begin with. */
function prefixOf(directory: string): string {
  const canonical = canonicalDirectory(directory);
  return canonical === '/' ? '' : `${canonical}/`;
}
