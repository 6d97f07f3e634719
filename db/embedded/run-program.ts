import { spawn } from 'node:child_process';

const OUTPUT_LIMIT_CHARACTERS = 16_000;

/**
 * Nothing of ours is handed down: PG* variables would change what the programs do, the rest is none of their business.
 */
const HANDED_DOWN: Partial<NodeJS.ProcessEnv> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};
/** Asserted, as Next's types want NODE_ENV in every environment. */
export const PROGRAM_ENVIRONMENT = HANDED_DOWN as NodeJS.ProcessEnv;

/** Whom a program runs as; null = whoever we are. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

export interface Finished {
  readonly succeeded: boolean;
  /** Standard output and error, trimmed, the last 16,000 characters. */
  readonly output: string;
}

/**
 * Runs a program to its end and keeps what it says. Never throws: a program that is missing has not succeeded.
 * @param options.detached in a session of its own, out of reach of the terminal's Ctrl-C
 */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly as?: RunAs; readonly input?: string; readonly detached?: boolean } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...asUser(options.as ?? null),
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      detached: options.detached ?? false,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => resolve({ succeeded: false, output: error.message }));
    child.on('close', (code) => resolve({ succeeded: code === 0, output: output.trim() }));
  });
}

/** The part of spawn's options that says whom a program runs as. */
export function asUser(as: RunAs): { uid?: number; gid?: number } {
  return as === null ? {} : { uid: as.uid, gid: as.gid };
}

/** Whether the program's user gets at a file or into a folder; asked of the system, so that ACLs and mounts count too. */
export async function canReach(path: string, as: RunAs): Promise<boolean> {
  const test = await runProgram('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { as });
  return test.succeeded;
}
