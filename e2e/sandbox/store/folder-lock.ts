import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes a folder for this process alone and returns how to give it back. The lock of a process that is gone is taken over;
 * that of a living one throws an Error which names it.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: startTime(process.pid) });
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = readHolder(path);
    if (holder) throw new Error(`a sandbox cluster is running in ${folder} already (process ${holder})`);
    rmSync(path, { force: true });
  }
}

function readHolder(path: string): number | null {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; started: string };
    process.kill(pid, 0);
    // The number may have gone to another process since; where start times can be read they tell.
    return startTime(pid) === started ? pid : null;
  } catch {
    return null;
  }
}

function startTime(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
