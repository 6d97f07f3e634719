import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#server/domain/app-error.ts';
import type { Binaries } from '#db/embedded/binaries.ts';
import { makePrivateFolder, type Home } from '#db/embedded/home.ts';
import type { Log } from '#db/embedded/log.ts';
import { runProgram } from '#db/embedded/run-program.ts';

export const SUPERUSER = 'fabric_sync';
const PARTIAL = 'cluster.partial-';
/** An initdb whose app was killed may still be writing for a moment. */
const REMOVE = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const;

/**
 * Makes the cluster if there is none: in a folder beside and renamed when whole, so that one which was interrupted is never
 * taken for a cluster.
 * @throws CONFIG_INVALID when initdb fails or the cluster was made by another major version of Postgres
 */
export async function ensureCluster(options: {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly password: string;
  readonly durable: boolean;
  readonly log: Log;
}): Promise<{ made: boolean }> {
  const { home, binaries, password, durable, log } = options;
  const version = await readFile(join(home.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) {
    await checkVersion(version.trim(), home, binaries);
    return { made: false };
  }

  await removePartial(home.folder);
  const started = performance.now();
  const partial = join(home.folder, `${PARTIAL}${process.pid}`);
  const data = join(partial, 'data');
  const passwordFile = join(partial, 'password');
  await makePrivateFolder(partial, home.as);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.as !== null) await chown(passwordFile, home.as.uid, home.as.gid);
  const args = ['-D', data, '-U', SUPERUSER, '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8'];
  // Order and case must be the same on every machine, so no locale of the system's.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) args.push('--no-sync');
  const made = await runProgram(binaries.initdb, args, { as: home.as });
  if (!made.succeeded) {
    await removePartial(home.folder);
    throw new AppError('CONFIG_INVALID', {
      why: `The embedded database could not be made in ${home.folder}: ${lastLines(made.output)}`,
    });
  }
  await rename(data, home.cluster);
  await removePartial(home.folder);
  log.info(
    { folder: home.cluster, ms: Math.round(performance.now() - started) },
    'Made the embedded database',
  );
  return { made: true };
}

async function checkVersion(version: string, home: Home, binaries: Binaries): Promise<void> {
  const asked = await runProgram(binaries.postgres, ['--version'], { as: home.as });
  const major = /\s(\d+)[.\d]*/.exec(asked.output)?.[1];
  if (major === undefined) {
    throw new AppError('CONFIG_INVALID', {
      why: `Postgres cannot be run on this machine: ${lastLines(asked.output)}`,
    });
  }
  if (major === version) return;
  throw new AppError('CONFIG_INVALID', {
    why: `The database in ${home.cluster} was made by Postgres ${version}, this is Postgres ${major}. Export it with the version of Fabric Sync that made it`,
  });
}

/** Gives the superuser a password without knowing the one before; the server must not run. */
export async function setPassword(home: Home, binaries: Binaries, password: string): Promise<void> {
  const set = await runProgram(binaries.postgres, ['--single', '-D', home.cluster, 'postgres'], {
    as: home.as,
    input: `alter role ${SUPERUSER} password '${password}'\n`,
  });
  if (!set.succeeded) {
    throw new AppError('CONFIG_INVALID', {
      why: `The password of the embedded database could not be set in ${home.cluster}`,
    });
  }
}

async function removePartial(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(PARTIAL)) await rm(join(folder, name), REMOVE);
  }
}

function lastLines(output: string): string {
  return output.split('\n').slice(-4).join(' ').slice(-1_000);
}
