import { spawn } from 'node:child_process';

/** Where programs are looked for; what else the server's environment holds is none of git's business. */
const SEARCH_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin';
const STDERR_LIMIT_BYTES = 16_000;
const DEFAULT_OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** Why a git process came to no good end. `aborted` never gets here: the signal's own reason is thrown. */
export type GitFailureReason = 'exit' | 'timeout' | 'too_large' | 'not_started';

/** Internal to this folder; to-error.ts makes an AppError of it. `stderr` may hold what a server said: never shown whole. */
export class GitFailure extends Error {
  readonly reason: GitFailureReason;
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(reason: GitFailureReason, exitCode: number | null = null, stderr = '') {
    super(`git ended badly: ${reason}`);
    this.name = 'GitFailure';
    this.reason = reason;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export interface GitCall {
  /** No secrets: every user of the machine can read the arguments of a process. */
  readonly args: readonly string[];
  /** Variables of gitEnvironment; secrets belong here. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Ends the process for being too large, whatever it is doing. */
  readonly tooLarge?: AbortSignal;
  readonly input?: string;
  readonly outputLimitBytes?: number;
}

/**
 * Runs git to its end and gives its standard output. The process has a group of its own, which is killed whole (git, its
 * transport, ssh) on abort, at the time limit and when it says too much.
 * @throws GitFailure, or the reason of the signal
 */
export async function runGit(call: GitCall): Promise<Buffer> {
  call.signal?.throwIfAborted();
  return await new Promise<Buffer>((resolve, reject) => {
    const child = spawn('git', call.args, {
      cwd: call.cwd,
      env: { PATH: SEARCH_PATH, LC_ALL: 'C', ...call.env } as unknown as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    let verdict: unknown;
    const stop = (why: unknown): void => {
      verdict ??= why;
      killGroup(child.pid);
    };
    const onAbort = (): void => stop(call.signal?.reason ?? new GitFailure('timeout'));
    const onTooLarge = (): void => stop(new GitFailure('too_large'));
    const timer = setTimeout(() => stop(new GitFailure('timeout')), Math.max(1, call.timeoutMs));
    call.signal?.addEventListener('abort', onAbort, { once: true });
    call.tooLarge?.addEventListener('abort', onTooLarge, { once: true });
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
      call.tooLarge?.removeEventListener('abort', onTooLarge);
      act();
    };
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > (call.outputLimitBytes ?? DEFAULT_OUTPUT_LIMIT_BYTES)) stop(new GitFailure('too_large'));
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_LIMIT_BYTES);
    });
    child.stdin.on('error', () => {});
    child.stdin.end(call.input ?? '');
    child.on('error', () => settle(() => reject(new GitFailure('not_started'))));
    child.on('close', (code) =>
      settle(() => {
        if (verdict !== undefined) reject(verdict);
        else if (code === 0) resolve(Buffer.concat(chunks));
        else reject(new GitFailure('exit', code, stderr));
      }),
    );
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
