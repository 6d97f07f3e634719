import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface GitRepository {
  readonly folder: string;
  /** file:// URL. */
  readonly url: string;
  /** Writes files (null = remove) and commits. @returns the commit */
  commit(files: Readonly<Record<string, string | null>>, message: string): Promise<string>;
}

const AUTHOR = ['-c', 'user.name=Fabric Sync', '-c', 'user.email=fabric-sync@localhost'];

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', [...AUTHOR, ...args], { cwd: folder });
  return stdout.trim();
}

/**
 * Makes a repository with one commit of what a folder holds; branch main. It has a work tree, and pushes to it update that
 * tree: people may edit in place or clone and push.
 */
export async function createGitRepository(folder: string, from: string | null): Promise<GitRepository> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'config', 'receive.denyCurrentBranch', 'updateInstead');
  if (from !== null) {
    for (const entry of await readdir(from))
      await cp(join(from, entry), join(folder, entry), { recursive: true });
    await git(folder, 'add', '--all');
  }
  await git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'The fabric as it should be');
  return openGitRepository(folder);
}

export function openGitRepository(folder: string): GitRepository {
  return {
    folder,
    url: `file://${encodeURI(folder)}`,
    async commit(files, message) {
      for (const [path, text] of Object.entries(files)) {
        const file = join(folder, path);
        if (text === null) {
          await rm(file, { recursive: true });
          continue;
        }
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      await git(folder, 'add', '--all');
      await git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
      return await git(folder, 'rev-parse', 'HEAD');
    },
  };
}
