import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '#server/domain/app-error.ts';

/** A collected handle would let go of its lock, so held ones are kept in sight. */
const held = new Set<DatabaseSync>();

export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process. The lock is the kernel's (SQLite's on an empty file): it ends with the process however that
 * ends, is not inherited by Postgres, and there is no process id in it to be reused.
 * @throws CONFIG_INVALID when another process holds it
 */
export function lockFolder(folder: string, dataDir: string): FolderLock {
  const owner = join(folder, 'owner.json');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
    lock.exec('begin exclusive');
    writeFileSync(owner, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  } catch (error) {
    lock?.close();
    throw new AppError('CONFIG_INVALID', { why: refusal(error, owner, dataDir) }, { cause: error });
  }
  const taken = lock;
  held.add(taken);

  return {
    release() {
      if (!held.delete(taken)) return;
      rmSync(owner, { force: true });
      taken.close();
    },
  };
}

const SQLITE_BUSY = 5;

function refusal(error: unknown, owner: string, dataDir: string): string {
  if (!(error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY)) {
    return `The data folder ${dataDir} cannot be locked (${error instanceof Error ? error.message : 'unknown fault'}). It must be writable and on a file system with locks`;
  }
  return `${ownerSentence(owner)} uses the data folder ${dataDir}. Stop it, or give this one another FABRIC_SYNC_DATA_DIR; several processes share one database by DATABASE_URL`;
}

/** For people only: nothing is decided by it. */
function ownerSentence(owner: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(owner, 'utf8')) as { pid: number; since: string };
    return `Another Fabric Sync (process ${pid}, since ${since})`;
  } catch {
    return 'Another Fabric Sync';
  }
}
