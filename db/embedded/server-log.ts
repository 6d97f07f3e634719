import { chownSync, closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4_000;
const LAST_LINES = 4;

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

/** The last lines that were written after a position: why a start failed. */
export function lastLinesSince(file: string, position: number): string {
  const fd = openSync(file, 'r');
  try {
    const from = Math.max(position, fstatSync(fd).size - TAIL_BYTES);
    const buffer = Buffer.alloc(TAIL_BYTES);
    const text = buffer.subarray(0, readSync(fd, buffer, 0, TAIL_BYTES, from)).toString('utf8');
    return text.trim().split('\n').slice(-LAST_LINES).join(' ');
  } finally {
    closeSync(fd);
  }
}
