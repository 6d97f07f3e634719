import { realpath } from 'node:fs/promises';
import { servedFolder } from '#db/embedded/address.ts';
import type { Binaries } from '#db/embedded/binaries.ts';
import type { Home } from '#db/embedded/home.ts';
import type { Log } from '#db/embedded/log.ts';
import { isPostmaster, readPidFile, removeMisleadingPidFile } from '#db/embedded/pid-file.ts';
import { attachToPostmaster, stopPostmaster, type Postmaster } from '#db/embedded/postmaster.ts';

/**
 * What an earlier process left behind: a server that answers with our password is taken over, one that does not is stopped.
 * Right only under the folder's lock: nobody else is in charge of the cluster then.
 */
export async function takeOverLeftover(options: {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly password: string;
  readonly log: Log;
}): Promise<Postmaster | null> {
  const { home, binaries, password, log } = options;
  const left = readPidFile(home.cluster);
  if (left === null) return null;
  if (!(await isPostmaster(left.pid, home.cluster))) {
    removeMisleadingPidFile(home.cluster, left.pid);
    log.warn({ pid: left.pid }, 'Postgres was not stopped properly; it recovers at this start');
    return null;
  }

  if (left.port !== null && left.ready) {
    const answer = await servedFolder(left.port, password);
    if ('folder' in answer && (await realpath(answer.folder)) === (await realpath(home.cluster))) {
      log.info(
        { pid: left.pid, port: left.port },
        'Took over the Postgres that an earlier process left running',
      );
      return attachToPostmaster(left.pid, left.port);
    }
  }
  log.warn(
    { pid: left.pid },
    'Stopping a Postgres that an earlier process left running and that does not answer',
  );
  await stopPostmaster(home, binaries);
  return null;
}
