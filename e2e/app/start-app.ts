import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './end-with-us.ts';
import { isFreePort } from './free-port.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
/** What the app's ordered shutdown may take before it is ended by force. */
const STOP_TIMEOUT_MS = 60_000;

export interface AppOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly token: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own flags. */
  readonly flags?: readonly string[];
  /** Where the app's output goes. Default: nowhere, kept for `output()`. */
  readonly stdio?: 'inherit' | 'pipe';
}

export interface App {
  readonly url: string;
  readonly pid: number;
  /** All that the app wrote so far, logs included; empty with stdio inherit. */
  output(): string;
  /** Resolves when the process is gone, with its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts the app as a user does (production build, own process) and resolves when its health page answers. */
export async function startApp(options: AppOptions): Promise<App> {
  // Else whoever listens there would answer for the app, and be sent its token.
  if (!(await isFreePort(options.port))) {
    throw new Error(`port ${options.port} is in use: stop what listens there, or set PORT to another`);
  }
  const url = `http://localhost:${options.port}`;
  const piped = options.stdio !== 'inherit';
  const child = spawn(process.execPath, [...(options.flags ?? []), MAIN], {
    cwd: ROOT,
    stdio: piped ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(options.port),
      FABRIC_SYNC_DATA_DIR: options.dataDir,
      FABRIC_SYNC_ADMIN_PASSWORD: options.password,
      FABRIC_SYNC_ADMIN_TOKEN: options.token,
      FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: 'true',
      ...options.env,
    },
  });
  // Asked first: its Postgres outlives it else.
  endWithUs(child, { mark: MAIN, graceMs: STOP_TIMEOUT_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  try {
    await untilReady(url, child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: child.pid ?? 0, output: () => output, ended, stop };
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const exited = once(child, 'exit').then(() => {
    throw new Error(`the app ended while starting:\n${output()}`);
  });
  const answers = async (): Promise<void> => {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const response = await fetch(`${url}/health/sync/`).catch(() => null);
      if (response !== null) {
        await response.body?.cancel();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`the app did not answer within ${READY_TIMEOUT_MS} ms:\n${output()}`);
  };
  await Promise.race([answers(), exited]);
}
