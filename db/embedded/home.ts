import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#server/domain/app-error.ts';
import type { Log } from '#db/embedded/log.ts';
import type { OsUser } from '#db/embedded/os-user.ts';
import { canReach, runProgram, type RunAs } from '#db/embedded/run-program.ts';

export const RELOCATION_FOLDER = '/var/lib/fabric-sync';

/** Where the cluster lives and whom it belongs to. */
export interface Home {
  /** Holds the cluster and the server's log. */
  readonly folder: string;
  readonly cluster: string;
  /** Where a copy of the binaries may be kept. */
  readonly copiesFolder: string;
  readonly as: RunAs;
}

/**
 * Decides where the cluster lives: in the data folder; or, when we are root and the user of Postgres cannot get there (a
 * checkout in root's home), in a folder under /var/lib, which a note in the data folder names from then on. A cluster that
 * exists stays where it is and with its owner. A data folder that was emptied starts anew: what it had under /var/lib is set
 * aside as `.previous`, as its secrets cannot be read without the key that went with the data folder.
 * @param options.control the folder of ours in the data folder
 * @param options.retire stops a server that still runs on a cluster which is about to be set aside
 */
export async function findHome(options: {
  readonly dataDir: string;
  readonly control: string;
  readonly user: OsUser | null;
  readonly relocationFolder: string;
  readonly retire: (home: Home) => Promise<void>;
  readonly log: Log;
}): Promise<Home> {
  const { dataDir, control, user, relocationFolder, log } = options;
  const inDataFolder = home(control, control, await ownerOf(join(control, 'cluster'), user));
  if (user === null) return inDataFolder;
  const reachable = await canReach(control, inDataFolder.as);
  if (await isFolder(inDataFolder.cluster)) {
    if (reachable) return inDataFolder;
    throw new AppError('CONFIG_INVALID', {
      why: `The database in ${inDataFolder.cluster} belongs to a user who cannot get into ${control}. Give that user the right to pass through the folders above it`,
    });
  }

  const note = join(control, 'location');
  const noted = (await readFile(note, 'utf8').catch(() => '')).trim();
  if (noted === '' && reachable) return inDataFolder;
  const folder = noted === '' ? join(relocationFolder, folderName(dataDir)) : noted;
  const relocated = home(folder, dirname(folder), await ownerOf(join(folder, 'cluster'), user));
  if (noted === '' && (await isFolder(folder))) await setAside(relocated, options);
  await makeFolder(folder);
  await writeFile(note, `${folder}\n`);
  log.warn(
    { dataDir, folder, user: user.name },
    'The user of Postgres cannot get into the data folder: the database lives in another folder',
  );
  return relocated;
}

async function setAside(
  home: Home,
  options: { retire: (home: Home) => Promise<void>; log: Log },
): Promise<void> {
  const previous = `${home.folder}.previous`;
  await options.retire(home);
  await rm(previous, { recursive: true, force: true });
  await rename(home.folder, previous);
  options.log.warn(
    { folder: previous },
    'The data folder is new: the database of the one before it is set aside',
  );
}

function home(folder: string, copiesFolder: string, as: RunAs): Home {
  return { folder, cluster: join(folder, 'cluster'), copiesFolder, as };
}

function folderName(dataDir: string): string {
  return createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
}

/** A cluster keeps its owner, whom root can be; one that was copied by root is handed to the user. */
async function ownerOf(cluster: string, user: OsUser | null): Promise<RunAs> {
  if (user === null) return null;
  const found = await stat(cluster).catch(() => null);
  if (found === null) return user;
  if (found.uid !== 0) return { uid: found.uid, gid: found.gid };
  await runProgram('chown', ['-R', `${user.uid}:${user.gid}`, cluster]);
  return user;
}

/** Makes a folder that others may pass through, whatever our umask. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let each = folder; each.length >= first.length; each = dirname(each)) await chmod(each, 0o755);
}

/** A folder for the user of Postgres alone. */
export async function makePrivateFolder(folder: string, as: RunAs): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (as !== null) await chown(folder, as.uid, as.gid);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
