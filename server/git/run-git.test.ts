import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gitEnvironment } from './git-environment.ts';
import { runGit, type GitCall } from './run-git.ts';
import { watchingSize } from './size-watch.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fabric-sync-run-git-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** An alias runs a shell: a process beneath git, as a transport is. */
const shell = (script: string, more: Partial<GitCall> = {}): Promise<Buffer> =>
  runGit({
    args: ['-c', `alias.run=!${script}`, 'run'],
    env: gitEnvironment(folder, []),
    cwd: folder,
    timeoutMs: 30_000,
    ...more,
  });

/** Killed and not yet collected by the machine's first process counts as ended. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
/** Starts a process beneath git, which writes its own id and stays; gives that id once it is there. */
async function lingering(
  name: string,
  more: Partial<GitCall>,
): Promise<{ ended: Promise<Buffer>; pid: () => Promise<number> }> {
  const file = join(folder, name);
  await writeFile(file, '');
  const ended = shell(`echo $$ > ${file} && sleep 300`, more);
  ended.catch(() => {});
  const pid = (): Promise<number> =>
    vi.waitFor(
      async () => {
        const text = await readFile(file, 'utf8');
        expect(text).not.toBe('');
        return Number(text);
      },
      { timeout: 20_000 },
    );
  return { ended, pid };
}

it('gives the bytes that git wrote', async () => {
  expect(await shell(String.raw`printf '\377\000a'`)).toEqual(Buffer.from([255, 0, 97]));
});

it('passes input on', async () => {
  expect((await shell('cat', { input: 'hello\n' })).toString()).toBe('hello\n');
});

it('says how it ended', async () => {
  await expect(shell('echo oops >&2; exit 3')).rejects.toMatchObject({
    reason: 'exit',
    exitCode: 3,
    stderr: 'oops\n',
  });
});

it('hands down nothing of our own environment', async () => {
  vi.stubEnv('FABRIC_SYNC_SECRET_KEY', 'canary-4711');
  const environment = (await shell('env')).toString();
  vi.unstubAllEnvs();

  expect(environment).toContain('GIT_TERMINAL_PROMPT=0');
  expect(environment).not.toContain('canary');
});

describe('ends git and everything beneath it', () => {
  it('at the time limit', async () => {
    const { ended, pid } = await lingering('timeout', { timeoutMs: 1_500 });
    const child = await pid();

    await expect(ended).rejects.toMatchObject({ reason: 'timeout' });
    await vi.waitFor(() => expect(isAlive(child)).toBe(false));
  });

  it('on abort, with the reason of who aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const { ended, pid } = await lingering('abort', { signal: controller.signal });
    const child = await pid();
    controller.abort(reason);

    await expect(ended).rejects.toBe(reason);
    await vi.waitFor(() => expect(isAlive(child)).toBe(false));
  });

  it('when it has grown too large', async () => {
    const controller = new AbortController();
    const { ended, pid } = await lingering('large', { tooLarge: controller.signal });
    const child = await pid();
    controller.abort();

    await expect(ended).rejects.toMatchObject({ reason: 'too_large' });
    await vi.waitFor(() => expect(isAlive(child)).toBe(false));
  });

  it('when it says too much', async () => {
    await expect(shell('yes', { outputLimitBytes: 1_000_000 })).rejects.toMatchObject({
      reason: 'too_large',
    });
  });
});

it('does not start for a run that has been stopped', async () => {
  const reason = new Error('cancelled');

  await expect(shell('echo started > started', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(readFile(join(folder, 'started'))).rejects.toThrow(/ENOENT/);
});

it('a folder that is not there is said, not thrown about', async () => {
  await expect(shell('true', { cwd: join(folder, 'nowhere') })).rejects.toMatchObject({
    reason: 'not_started',
  });
});

describe('a folder that grows', () => {
  it('past its limit fires', async () => {
    const fired = watchingSize(folder, 1_000, (tooLarge) => {
      const seen = new Promise<string>((resolve) =>
        tooLarge.addEventListener('abort', () => resolve('fired')),
      );
      return writeFile(join(folder, 'big'), 'x'.repeat(2_000)).then(() => seen);
    });

    expect(await fired).toBe('fired');
  });

  it('within its limit does not', async () => {
    let fired = false;
    await watchingSize(folder, 10_000_000, async (tooLarge) => {
      tooLarge.addEventListener('abort', () => (fired = true));
      await writeFile(join(folder, 'small'), 'x');
    });

    expect(fired).toBe(false);
  });
});
