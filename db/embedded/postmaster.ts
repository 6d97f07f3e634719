import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#server/domain/app-error.ts';
import { isListening } from '#db/embedded/address.ts';
import type { Binaries } from '#db/embedded/binaries.ts';
import type { Home } from '#db/embedded/home.ts';
import { isPostmaster, readPidFile } from '#db/embedded/pid-file.ts';
import { asUser, PROGRAM_ENVIRONMENT, runProgram } from '#db/embedded/run-program.ts';
import { lastLinesSince, openServerLog } from '#db/embedded/server-log.ts';
import { settingArguments } from '#db/embedded/settings.ts';

/** Long enough for the recovery after a power cut. */
const START_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 10;
const WATCH_POLL_MS = 500;
const STOP_TIMEOUT_SECONDS = 30;
const LAST_MOMENT_MS = 3_000;

/** A server that answers connections. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves with the reason once it is gone. */
  readonly gone: Promise<string>;
}

/**
 * Starts Postgres and waits until it takes connections. It is our child, so that its end is known at once and its process id
 * is reaped, but in a session of its own: Ctrl-C goes to the whole group and would stop it before we have let go of it.
 * @throws CONFIG_INVALID with what Postgres said
 */
export async function startPostmaster(options: {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly port: number;
  readonly durable: boolean;
}): Promise<Postmaster> {
  const { home, binaries, port, durable } = options;
  const logFile = join(home.folder, 'postgres.log');
  const log = openServerLog(logFile);
  const child = spawn(binaries.postgres, ['-D', home.cluster, ...settingArguments(port, durable)], {
    ...asUser(home.as),
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  log.close();
  const gone = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  child.unref();

  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const ended = await Promise.race([gone, delay(READY_POLL_MS, null)]);
    if (ended !== null) {
      throw new AppError('CONFIG_INVALID', {
        why: `The embedded Postgres did not start (${ended}): ${lastLinesSince(logFile, log.end)} See ${logFile}`,
      });
    }
    const file = readPidFile(home.cluster);
    if (file !== null && file.pid === child.pid && file.ready) return { pid: file.pid, port, gone };
    if (performance.now() > deadline) child.kill('SIGQUIT');
  }
}

/** A server that an earlier process of ours left running. It is not our child, so its end is found by asking. */
export function attachToPostmaster(pid: number, port: number): Postmaster {
  const gone = (async () => {
    do await delay(WATCH_POLL_MS, undefined, { ref: false });
    while (await isListening(port));
    return 'nobody listens on its port';
  })();
  return { pid, port, gone };
}

/** Stops whatever postmaster runs on the cluster: fast, then at once, then by force. Returns when it is gone. */
export async function stopPostmaster(home: Home, binaries: Binaries, knownPid?: number): Promise<void> {
  const pid = readPidFile(home.cluster)?.pid ?? knownPid;
  if (pid === undefined || !(await isPostmaster(pid, home.cluster))) return;
  for (const mode of ['fast', 'immediate']) {
    const args = ['stop', '-D', home.cluster, '-m', mode, '-w', '-t', String(STOP_TIMEOUT_SECONDS)];
    await runProgram(binaries.pgCtl, args, { as: home.as, detached: true });
    if (await isGone(pid, home.cluster)) return;
  }
  process.kill(pid, 'SIGKILL');
  await isGone(pid, home.cluster);
}

/** pg_ctl returns when the pid file is gone, which is a moment before the process is. */
async function isGone(pid: number, cluster: string): Promise<boolean> {
  const deadline = performance.now() + LAST_MOMENT_MS;
  while (await isPostmaster(pid, cluster)) {
    if (performance.now() > deadline) return false;
    await delay(READY_POLL_MS);
  }
  return true;
}
