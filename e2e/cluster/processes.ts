import { execFileSync } from 'node:child_process';

/** Whether a process lives, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether a process lives and names `mark` in its command line: its number may have been given to another since. */
export function isOurs(pid: number, mark: string): boolean {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).includes(mark);
  } catch {
    return false;
  }
}

/** Ends a process by its number if it is ours. */
export function killIfOurs(pid: number, mark: string, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (!isOurs(pid, mark)) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the two calls.
  }
}
