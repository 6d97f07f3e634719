import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseUrl, servedFolder } from '#db/embedded/address.ts';
import { readPidFile } from '#db/embedded/pid-file.ts';

/**
 * URL of the Postgres that a running app keeps in the data folder, for a command that looks in beside it; null when none
 * answers. Starts, stops and changes nothing.
 */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  const control = join(dataDir, 'postgres');
  const read = async (name: string): Promise<string> =>
    (await readFile(join(control, name), 'utf8').catch(() => '')).trim();
  const [noted, password] = await Promise.all([read('location'), read('password')]);
  const cluster = join(noted === '' ? control : noted, 'cluster');
  const running = readPidFile(cluster);
  if (running === null || running.port === null || !running.ready || password === '') return null;
  const answer = await servedFolder(running.port, password);
  if (!('folder' in answer) || (await realpath(answer.folder)) !== (await realpath(cluster))) return null;
  return databaseUrl(running.port, password);
}
