import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PASSWORD_BYTES = 24;

/** The superuser's password, kept for us alone (0600); made at the first start. Its letters need no escaping anywhere. */
export async function readOrMakePassword(folder: string): Promise<{ password: string; made: boolean }> {
  const file = join(folder, 'password');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept !== '') {
    await chmod(file, 0o600);
    return { password: kept, made: false };
  }

  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writeFile(`${file}.partial`, `${password}\n`, { mode: 0o600 });
  await rename(`${file}.partial`, file);
  return { password, made: true };
}
