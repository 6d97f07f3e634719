import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isAlive, isOurs, killIfOurs } from './processes.ts';
import type { Pids } from './supervisor.ts';

function root(): string {
  return join(tmpdir(), `fabric-sync-clusters-${userInfo().uid}`);
}

/** A new folder for one cluster, named for the process that owns it, so that a later start can tell that it is stale. */
export async function newClusterFolder(): Promise<string> {
  await mkdir(root(), { recursive: true, mode: 0o700 });
  return await mkdtemp(join(root(), `${process.pid}-`));
}

/** Removes what clusters left behind whose test process and supervisor both were killed, processes included. */
export async function sweepClusterFolders(): Promise<void> {
  if (!existsSync(root())) return;
  for (const name of await readdir(root())) {
    if (isAlive(Number.parseInt(name, 10))) continue;
    const folder = join(root(), name);
    if (await reclaimFolder(folder)) await rm(folder, { recursive: true, force: true });
  }
}

/** Ends the processes that still run in a folder whose supervisor is gone. False: the supervisor lives and is itself at it. */
export async function reclaimFolder(folder: string): Promise<boolean> {
  const pids = await readPids(folder);
  if (!pids) return true;
  if (isOurs(pids.supervisor, folder)) return false;
  killProcesses(pids, folder);
  return true;
}

/** Kills what the pids file of a folder names. */
export function killProcesses(pids: Pids, folder: string): void {
  for (const pid of pids.processes) killIfOurs(pid, folder);
}

export async function readPids(folder: string): Promise<Pids | null> {
  const text = await readFile(join(folder, 'pids.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Pids);
}
