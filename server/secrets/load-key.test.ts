import { mkdtemp, readdir, rm, stat, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMasterKeys, masterKeyOf } from '#server/secrets/load-key.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-key-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const PASSPHRASE = 'a passphrase of more than thirty-two characters';

test('many processes that start at once agree on one key, kept 0600', async () => {
  const loaded = await Promise.all(
    Array.from({ length: 20 }, () => loadMasterKeys({ secretKey: null, dataDir: join(dataDir, 'new') })),
  );

  expect(new Set(loaded.map(([key]) => key!.toString('hex'))).size).toBe(1);
  expect(await readdir(join(dataDir, 'new'))).toEqual(['secret.key']);
  expect((await stat(join(dataDir, 'new', 'secret.key'))).mode & 0o777).toBe(0o600);
});

test('a key file that others may read is closed', async () => {
  await loadMasterKeys({ secretKey: null, dataDir });
  await chmod(join(dataDir, 'secret.key'), 0o644);

  await loadMasterKeys({ secretKey: null, dataDir });

  expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
});

test('a passphrase wins over the file, whose key stays readable', async () => {
  const [fileKey] = await loadMasterKeys({ secretKey: null, dataDir });

  const keys = await loadMasterKeys({ secretKey: PASSPHRASE, dataDir });

  expect(keys).toEqual([masterKeyOf(PASSPHRASE), fileKey]);
});

test('a passphrase alone makes no file', async () => {
  const keys = await loadMasterKeys({ secretKey: PASSPHRASE, dataDir });

  expect(keys).toHaveLength(1);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a damaged key file stops the start instead of being replaced', async () => {
  await writeFile(join(dataDir, 'secret.key'), 'half a k');

  await expect(loadMasterKeys({ secretKey: null, dataDir })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});
