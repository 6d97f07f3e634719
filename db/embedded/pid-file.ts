import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '#db/embedded/run-program.ts';

/** What a postmaster says of itself in the cluster's postmaster.pid. */
export interface PidFile {
  readonly pid: number;
  /** Null while it has not got as far. */
  readonly port: number | null;
  readonly ready: boolean;
}

export function readPidFile(cluster: string): PidFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]) || null, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Removes the pid file of a dead postmaster where another program has its process id now, which Postgres would take for the
 * postmaster. Otherwise it stays: by what is in it Postgres makes sure that no process of the dead one is still at work.
 */
export function removeMisleadingPidFile(cluster: string, pid: number): void {
  try {
    process.kill(pid, 0);
  } catch {
    return;
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/**
 * Whether the process is a postmaster of this cluster, by its command line: a process id alone may have been given to another
 * program since, and a dead one that nobody has reaped still answers signals.
 */
export async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster);
    } catch {
      return false;
    }
  }
  const asked = await runProgram('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return asked.succeeded && asked.output.includes(`-D ${cluster} `);
}
