import { randomBytes, scryptSync } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#server/domain/app-error.ts';

const KEY_BYTES = 32;
const KEY_FILE = 'secret.key';
/** scrypt's cost: about 60 ms, once a start; the passphrase is long, so this only slows guessing of weak ones. */
const SCRYPT = { N: 2 ** 14, r: 8, p: 1 };
/** Fixed on purpose: every process of an installation must come to the same key without a shared file. */
const SALT = 'fabric-sync master key v1';

/** The same passphrase gives the same key in every process. 32 bytes. */
export function masterKeyOf(passphrase: string): Buffer {
  return scryptSync(passphrase, SALT, KEY_BYTES, SCRYPT);
}

/**
 * The master keys of this installation, the current one first: FABRIC_SYNC_SECRET_KEY where given, else the key file in
 * the data folder, made at the first start. With both, the file's key still opens what it sealed before.
 * Errors: CONFIG_INVALID when the key file is not one.
 */
export async function loadMasterKeys(config: {
  readonly secretKey: string | null;
  readonly dataDir: string;
}): Promise<readonly Buffer[]> {
  const path = join(config.dataDir, KEY_FILE);
  if (config.secretKey === null)
    return [(await readKeyFile(path)) ?? (await createKeyFile(config.dataDir, path))];
  const older = await readKeyFile(path);
  const current = masterKeyOf(config.secretKey);
  return older === null ? [current] : [current, older];
}

async function readKeyFile(path: string): Promise<Buffer | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== KEY_BYTES) {
    throw new AppError('CONFIG_INVALID', {
      why: `The key file ${path} does not hold a key. Restore it from a backup; without it stored credentials cannot be read`,
    });
  }
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  return key;
}

/** Written whole beside its place, then linked into it: of two processes that start at once, one makes the key and both read it. */
async function createKeyFile(dataDir: string, path: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const key = await readKeyFile(path);
  if (key === null)
    throw new AppError('CONFIG_INVALID', { why: `The key file ${path} vanished while starting` });
  return key;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
