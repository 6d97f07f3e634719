import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Announcement } from './server.ts';

export interface Sandbox extends Announcement {
  /** Ends the process and waits until it is gone; the folder stays. */
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** Certificates, tokens, port and objects are here: the same folder is the same cluster again. */
  dataDir: string;
  /** Absent: that of the last start in this folder, else a free one. */
  port?: number;
  /** Lives on when this process ends, until somebody kills `pid`. */
  detached?: boolean;
}

/** Starts the sandbox cluster as a process of its own and waits until it listens. An Error says why it cannot. */
export async function startSandbox({ dataDir, port, detached = false }: SandboxOptions): Promise<Sandbox> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const log = openSync(join(dataDir, 'sandbox.log'), 'a', 0o600);
  const main = join(import.meta.dirname, 'main.ts');
  const args = [
    main,
    ...(detached ? [] : ['--with-parent']),
    dataDir,
    ...(port === undefined ? [] : [String(port)]),
  ];
  const child = spawn(process.execPath, args, {
    stdio: [detached ? 'ignore' : 'pipe', 'pipe', log],
    // A Ctrl-C in the terminal reaches the parent alone, which ends the sandbox in its own order.
    detached: true,
  });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const announcement = await firstLine(child);
  letGo(child);
  return {
    ...announcement,
    async stop() {
      child.ref();
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<Announcement> {
  if (!child.stdout) throw new Error('the sandbox has no output to read');
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((done, failed) => {
    lines.once('line', done);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the sandbox ended with code ${code} before it listened`)));
  });
  lines.close();
  const said = JSON.parse(line) as Announcement | { error: string };
  if ('error' in said) throw new Error(said.error);
  return said;
}

/** A sandbox that somebody forgot must not keep this process alive; without `detached` it ends with it. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
}
