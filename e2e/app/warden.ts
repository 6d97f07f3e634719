/**
 * Ends processes once whoever started them is gone. They are named on standard input, a line of JSON each (see Ward); its other end
 * is held by the process that started them, and the system closes it however that one ends. See end-with-us.ts.
 */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { isOurs, killIfOurs } from '../cluster/processes.ts';

export type Ward = {
  readonly pid: number;
  /** Part of its command line: its number may have been given to another since. */
  readonly mark: string;
  /** How long it may take to stop in its own order; 0: it is not asked. */
  readonly graceMs: number;
};

const LOOK_EVERY_MS = 50;

if (import.meta.main) {
  const wards: Ward[] = [];
  for await (const line of createInterface({ input: process.stdin })) wards.push(JSON.parse(line) as Ward);
  await Promise.all(wards.map(end));
}

async function end({ pid, mark, graceMs }: Ward): Promise<void> {
  if (graceMs > 0) killIfOurs(pid, mark, 'SIGTERM');
  const deadline = performance.now() + graceMs;
  while (performance.now() < deadline && isOurs(pid, mark)) await delay(LOOK_EVERY_MS);
  killIfOurs(pid, mark);
}
