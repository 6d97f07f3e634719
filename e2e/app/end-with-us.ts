import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { Ward } from './warden.ts';

let warden: Writable | null = null;

/**
 * Sees to it that a child does not outlive this process, however this one ends (kill -9 too) and whatever state the child is in
 * then (frozen too): first asked to stop, ended by force after `graceMs`. `mark`: part of its command line, which tells it from a
 * later process with its number.
 */
export function endWithUs(child: ChildProcess, { mark, graceMs }: Omit<Ward, 'pid'>): void {
  if (child.pid === undefined) return;
  warden ??= begin();
  warden.write(`${JSON.stringify({ pid: child.pid, mark, graceMs } satisfies Ward)}\n`);
}

function begin(): Writable {
  // A worker of Vitest goes on with its test, for minutes, when the runner was killed. Others may let go of whoever forked them.
  if (process.env['VITEST'] !== undefined) process.once('disconnect', () => process.exit(1));
  // A group of its own: a Ctrl-C in the terminal, or the end of a whole group, does not take it along. No output: who reads ours
  // would wait for its end.
  const child = spawn(process.execPath, [`${import.meta.dirname}/warden.ts`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  child.stdin.on('error', () => undefined);
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return child.stdin;
}
