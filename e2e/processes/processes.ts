import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../app/end-with-us.ts';
import { atEnd } from '../suites/at-end.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const LOOK_EVERY_MS = 50;
const READY_MS = 90_000;

interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** One process of the product. */
export interface AppProcess {
  readonly child: ChildProcess;
  readonly lines: () => LogLine[];
  /** Resolves when it is gone: its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly isGone: () => boolean;
  signal(name: NodeJS.Signals): void;
  /** Resolves once it is stopped (SIGSTOP), by us or by a fault point. */
  frozen(what: string, withinMs: number): Promise<void>;
  /** The first line of its log with this message, now or later. */
  logged(message: string, withinMs?: number): Promise<LogLine>;
}

/** Starts the product with this environment and waits until it says that it is ready; killed with the test file at the latest. */
export async function startProcess(env: Readonly<Record<string, string>>): Promise<AppProcess> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: 'true', ...env },
  });
  endWithUs(child, { mark: MAIN, graceMs: 0 });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  );
  // A frozen process takes SIGKILL too.
  atEnd(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const lines = (): LogLine[] =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogLine);
  const started: AppProcess = {
    child,
    lines,
    ended,
    isGone,
    signal: (name) => void child.kill(name),
    async frozen(what, withinMs) {
      await eventually(what, withinMs, () => Promise.resolve(isStopped(child) || undefined));
    },
    async logged(message, withinMs = READY_MS) {
      return await eventually(`the log says "${message}"`, withinMs, () => {
        const found = lines().find(({ msg }) => msg === message);
        if (found === undefined && isGone()) throw new Error(`the process ended:\n${output}`);
        return Promise.resolve(found);
      });
    },
  };
  await started.logged(env['FABRIC_SYNC_ROLE'] === 'worker' ? 'worker is ready' : 'Fabric Sync is ready');
  return started;
}

/** Asked of the system: what it last wrote to the database may not have got there. */
function isStopped({ pid }: ChildProcess): boolean {
  // Not every Linux has ps; every one says it here, after the name, which may hold anything but the last bracket.
  if (process.platform === 'linux') return / T [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T');
}

/** Looks until `find` gives something; fails by name after its time. */
export async function eventually<T>(
  what: string,
  withinMs: number,
  find: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
