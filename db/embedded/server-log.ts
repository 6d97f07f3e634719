import { chownSync, closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 8_000;

/**
 * The file that Postgres writes to. Opened by us, so that it needs no right to the folder; emptied when it has grown beyond 10 MB.
 * Not a pipe: Postgres outlives a killed app.
 */
export function openServerLog(file: string): { fd: number; end: number; close(): void } {
  const fd = openSync(file, 'a', 0o600);
  if (fstatSync(fd).size > LARGEST_BYTES) ftruncateSync(fd);
  if (process.getuid?.() === 0) {
    // The folder may belong to an ordinary user, who must be able to start again without us.
    const { uid, gid } = statSync(dirname(file));
    chownSync(file, uid, gid);
  }
  return { fd, end: fstatSync(fd).size, close: () => closeSync(fd) };
}

/** What was written after a position, its faults first in mind: the lines that say FATAL, PANIC or LOG about an address. */
export function faultsSince(file: string, position: number): string {
  const fd = openSync(file, 'r');
  try {
    const from = Math.max(position, fstatSync(fd).size - TAIL_BYTES);
    const buffer = Buffer.alloc(TAIL_BYTES);
    const text = buffer.subarray(0, readSync(fd, buffer, 0, TAIL_BYTES, from)).toString('utf8');
    const lines = text.split('\n').filter((line) => /FATAL|PANIC|could not|error/.test(line));
    return (lines.length === 0 ? text.split('\n') : lines).slice(-3).join(' ').trim();
  } finally {
    closeSync(fd);
  }
}
