import { copyFile, link, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Every commit adds one; with more, all of the newest is fetched anew and what no commit needs any more is left behind. */
const MOST_PACKS = 20;
const PACKS = join('objects', 'pack');
const BRANCHES = join('refs', 'heads');

/**
 * Puts the objects of the commit that was used last into a draft, by hard links, so that of the next commit only what is new must come.
 * @returns whether there was anything to begin with; a draft that got a part of it is as good as an empty one
 */
export async function seedDraft(draft: string, repositoryFolder: string): Promise<boolean> {
  try {
    const from = await lastUsed(repositoryFolder);
    if (from === null) return false;
    const packs = await readdir(join(from, PACKS));
    if (packs.filter((name) => name.endsWith('.pack')).length >= MOST_PACKS) return false;
    await Promise.all([
      mkdir(join(draft, PACKS), { recursive: true }),
      mkdir(join(draft, BRANCHES), { recursive: true }),
    ]);
    // Settled, so that none is still on its way into a draft that is taken for empty.
    const links = await Promise.allSettled(
      packs.map((name) => link(join(from, PACKS, name), join(draft, PACKS, name))),
    );
    if (links.some(({ status }) => status === 'rejected')) return false;
    // A repository of one commit has none.
    if ((await readdir(from)).includes('shallow'))
      await copyFile(join(from, 'shallow'), join(draft, 'shallow'));
    // Last: git offers the host what its branches name, and nothing else.
    const branches = await readdir(join(from, BRANCHES));
    await Promise.all(
      branches.map((name) => copyFile(join(from, BRANCHES, name), join(draft, BRANCHES, name))),
    );
    return true;
  } catch {
    // Removed by another process meanwhile, or a file system without links.
    return false;
  }
}

async function lastUsed(repositoryFolder: string): Promise<string | null> {
  const names = await readdir(repositoryFolder);
  const commits = names.filter((name) => !name.startsWith('draft-'));
  const used = await Promise.all(
    commits.map(async (name) => {
      const folder = join(repositoryFolder, name);
      return { folder, at: (await stat(folder)).mtimeMs };
    }),
  );
  return used.toSorted((a, b) => b.at - a.at)[0]?.folder ?? null;
}
