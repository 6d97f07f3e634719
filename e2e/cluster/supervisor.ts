/**
 * Keeps the processes of one cluster for as long as its own standard input is open. The test process holds the other end: when that
 * process goes, however it goes (kill -9 too), the system closes the pipe, and everything here is killed and cleaned away.
 *
 * node supervisor.ts <folder>: reads <folder>/supervise.json, starts each process in <folder> with its output in <name>.log, writes
 * their numbers to <folder>/pids.json, and says one line of JSON on stdout when one ends by itself.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Supervised = {
  processes: { name: string; command: string; args: string[] }[];
  keepFolder: boolean;
};
export type Ended = { exited: string; code: number | null; log: string };
export type Pids = { supervisor: number; processes: number[] };

if (import.meta.main) supervise(process.argv[2] ?? '');

function supervise(folder: string): void {
  const { processes, keepFolder } = JSON.parse(
    readFileSync(join(folder, 'supervise.json'), 'utf8'),
  ) as Supervised;
  const children = processes.map((one) => start(folder, one, end));
  const pids: Pids = { supervisor: process.pid, processes: children.flatMap(({ pid }) => pid ?? []) };
  writeFileSync(join(folder, 'pids.json'), JSON.stringify(pids));

  let ending = false;
  function end(why: Ended | null): void {
    if (ending) return;
    ending = true;
    if (why) process.stdout.write(`${JSON.stringify(why)}\n`);
    for (const child of children) child.kill('SIGKILL');
    const running = children.filter(
      (child) => child.exitCode === null && child.signalCode === null && child.pid,
    );
    void Promise.all(running.map((child) => new Promise((resolve) => child.once('exit', resolve)))).then(
      () => {
        rmSync(keepFolder ? join(folder, 'pids.json') : folder, { recursive: true, force: true });
        process.exit(0);
      },
    );
  }

  // A closed stdout must not stop the cleaning.
  process.stdout.on('error', () => end(null));
  process.stdin.on('end', () => end(null)).on('error', () => end(null));
  process.stdin.resume();
  // A terminal's Ctrl-C is for the test process, which decides when the cluster ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => end(null));
}

function start(
  folder: string,
  { name, command, args }: Supervised['processes'][number],
  ended: (why: Ended) => void,
): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'a', 0o600);
  const say = (code: number | null) =>
    ended({ exited: name, code, log: lastLines(join(folder, `${name}.log`)) });
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', log, log] });
  closeSync(log);
  child.once('error', () => say(null)).once('exit', say);
  return child;
}

function lastLines(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}
