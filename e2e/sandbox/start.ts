import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openClient } from '#e2e/cluster/client.ts';
import type { ApiClient } from '#e2e/cluster/client.ts';
import { signToken } from './access/tokens.ts';
import { identityIn } from './folder.ts';
import type { Announcement } from './server.ts';

export interface Sandbox extends Announcement {
  /** A token of a service account that ends after so many seconds: sooner than a TokenRequest would allow, or ended already. */
  issueToken(account: { namespace: string; name: string }, seconds: number): Promise<string>;
  /** Makes every resourceVersion and continue token of the past too old (410), as compaction does in a real cluster. */
  forgetHistory(): Promise<void>;
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
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const child = launch(folder, port, detached);
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const announcement = await firstLine(child);
  letGo(child);
  return {
    ...announcement,
    issueToken: (account, seconds) =>
      withClient(announcement, async (client) => {
        const path = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}`;
        const { metadata } = (await client.send('GET', path)).body;
        const now = Math.floor(Date.now() / 1000);
        return signToken(identityIn(folder).tokenKey, { ...account, uid: metadata.uid }, now, now + seconds);
      }),
    forgetHistory: () =>
      withClient(announcement, async (client) => {
        await client.send('POST', '/sandbox/forget');
      }),
    async stop() {
      child.ref();
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function launch(folder: string, port: number | undefined, detached: boolean): ChildProcess {
  const log = openSync(join(folder, 'sandbox.log'), 'a', 0o600);
  const main = join(import.meta.dirname, 'main.ts');
  const args = [
    ...(detached ? [] : ['--with-parent']),
    folder,
    ...(port === undefined ? [] : [String(port)]),
  ];
  const child = spawn(process.execPath, [main, ...args], {
    stdio: [detached ? 'ignore' : 'pipe', 'pipe', log],
    // A Ctrl-C in the terminal reaches the parent alone, which ends the sandbox in its own order.
    detached: true,
  });
  closeSync(log);
  return child;
}

async function withClient<T>(
  { server, caCert, token }: Announcement,
  ask: (client: ApiClient) => Promise<T>,
): Promise<T> {
  const client = openClient({ server, ca: caCert, token });
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}

async function firstLine(child: ChildProcess): Promise<Announcement> {
  if (!child.stdout) throw new Error('the sandbox has no output to read');
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((done, failed) => {
    lines.once('line', done);
    child.once('error', failed);
    // Not at exit: what it said last may still be on its way.
    child.once('close', (code) =>
      failed(new Error(`the sandbox ended with code ${code} before it listened`)),
    );
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
