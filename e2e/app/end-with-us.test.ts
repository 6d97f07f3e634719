import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isOurs, killIfOurs } from '../cluster/processes.ts';

const MODULE = join(import.meta.dirname, 'end-with-us.ts');
const GONE_WITHIN_MS = 20_000;

vi.setConfig({ testTimeout: 40_000 });

interface Case {
  /** What the child does when it is asked to stop. */
  readonly onTerm?: string;
  readonly graceMs: number;
  readonly frozen?: boolean;
}

interface Killed {
  readonly pid: number;
  /** Named in the command line of each of them. */
  readonly folder: string;
  /** A file that the child may write. */
  readonly said: string;
}

/** Somebody forks a process that starts a child and hands it over; once the child is up, `whom` is killed. */
async function killed(
  whom: 'parent' | 'grandparent',
  { onTerm = '', graceMs, frozen = false }: Case,
): Promise<Killed> {
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-ward-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), `${text}\nsetInterval(() => {}, 1000);`);
    return join(folder, name);
  };
  const said = join(folder, 'said');
  const child = await script(
    'child.mjs',
    `import { writeFileSync } from 'node:fs';
     process.on('SIGTERM', () => { ${onTerm} });
     console.log(JSON.stringify({ pid: process.pid, parent: process.ppid }));`,
  );
  const parent = await script(
    'parent.mjs',
    `import { spawn } from 'node:child_process';
     import { endWithUs } from ${JSON.stringify(MODULE)};
     const child = spawn(process.execPath, [${JSON.stringify(child)}, ${JSON.stringify(said)}], { stdio: 'inherit' });
     endWithUs(child, { mark: ${JSON.stringify(folder)}, graceMs: ${graceMs} });`,
  );
  const grandparent = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').fork(${JSON.stringify(parent)}); setInterval(() => {}, 1000)`,
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface({ input: grandparent.stdout }), 'line')) as [string];
  const pids = JSON.parse(line) as { pid: number; parent: number };
  const all = [pids.pid, pids.parent, grandparent.pid ?? 0];
  onTestFinished(() => all.forEach((pid) => killIfOurs(pid, folder)));
  if (frozen) process.kill(pids.pid, 'SIGSTOP');

  process.kill(whom === 'parent' ? pids.parent : (grandparent.pid ?? 0), 'SIGKILL');

  return { pid: pids.pid, folder, said };
}

/** A process that nobody has waited for yet is gone all the same. */
const gone = ({ pid, folder }: Killed): Promise<boolean> =>
  vi.waitUntil(() => !isOurs(pid, folder), { timeout: GONE_WITHIN_MS });

test('a child may stop in its own order when its parent was killed', async () => {
  const child = await killed('parent', {
    onTerm: `writeFileSync(process.argv[2], 'in order'); process.exit(0);`,
    graceMs: 60_000,
  });

  expect(await gone(child)).toBe(true);
  expect(existsSync(child.said)).toBe(true);
});

test.each([
  ['takes no notice', { frozen: false, graceMs: 100 }],
  ['is frozen', { frozen: true, graceMs: 0 }],
])('a child that %s does not outlive its parent', async (_, how) => {
  const child = await killed('parent', how);

  expect(await gone(child)).toBe(true);
});

test('a parent that was forked, as the runner of tests does, ends with who forked it, and its child too', async () => {
  const child = await killed('grandparent', { graceMs: 0 });

  expect(await gone(child)).toBe(true);
});
