import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fabric-sync-lock-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('lets one at a time work', async () => {
  const path = join(folder, 'one');
  let inside = 0;
  const seen: number[] = [];
  const work = async () => {
    inside += 1;
    await new Promise((done) => setImmediate(done));
    seen.push(inside);
    inside -= 1;
  };

  await Promise.all([withFileLock(path, work), withFileLock(path, work), withFileLock(path, work)]);

  expect(seen).toEqual([1, 1, 1]);
  expect(existsSync(path)).toBe(false);
});

it('gives the lock back when the work fails', async () => {
  const path = join(folder, 'two');

  await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

  expect(existsSync(path)).toBe(false);
});

it('takes over the lock of a process that is gone', async () => {
  const path = join(folder, 'three');
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(path, String(pid));

  expect(await withFileLock(path, async () => 'done')).toBe('done');
});
