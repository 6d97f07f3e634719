import { chmod, chown, cp, lstat, mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { binariesPackage } from '#db/embedded/binaries.ts';
import { startApp, type AppProcess } from '#db/embedded/fixtures/app-process.ts';
import { leaveMark, readMark } from '#db/embedded/fixtures/ask.ts';
import { clearUp, clusterIn, sharedDataFolder, makeFolder } from '#db/embedded/fixtures/folders.ts';
import { postgresUser } from '#db/embedded/os-user.ts';
import { canReach, runProgram } from '#db/embedded/run-program.ts';

const IS_ROOT = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
const CHECKOUT = join(import.meta.dirname, '..', '..');
const NOBODY_READS_CHECKOUT =
  IS_ROOT && (await canReach(CHECKOUT, NOBODY)) && (await canReach(process.execPath, NOBODY));

afterEach(clearUp);

/** The package as npm leaves it when install scripts may not run. */
async function packageWithoutLinks(folder: string): Promise<string> {
  const source = binariesPackage();
  const copy = join(folder, 'package');
  const filter = async (path: string) => !(await lstat(path)).isSymbolicLink();
  for (const part of ['bin', 'lib', 'pg-symlinks.json']) {
    await cp(join(source, 'native', part), join(copy, 'native', part), { recursive: true, filter });
  }
  // A thousand small files that are not in question.
  await symlink(join(source, 'native', 'share'), join(copy, 'native', 'share'));
  await cp(join(source, 'package.json'), join(copy, 'package.json'));
  return copy;
}

async function stopped(app: AppProcess): Promise<void> {
  await app.kill('SIGTERM');
  expect(app.events.at(-1)).toEqual({ event: 'stopped' });
}

test.skipIf(!IS_ROOT)(
  'as root (needs root): Postgres runs as another user, to whom the cluster belongs',
  async () => {
    const dataDir = await sharedDataFolder();
    const app = startApp({ dataDir });
    const { folder } = await app.next('up');

    const cluster = await stat(join(folder, 'cluster'));
    const pid = (await readFile(join(folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0];

    expect(cluster.uid).not.toBe(0);
    expect(await runProgram('ps', ['-o', 'uid=', '-p', String(pid)])).toMatchObject({
      output: String(cluster.uid),
    });
    expect(cluster.mode & 0o777).toBe(0o700);
  },
);

test.skipIf(!IS_ROOT)('as root on a machine without such a user (needs root): one is made', async () => {
  const name = `fabric-sync-${process.pid}`;
  try {
    const user = await postgresUser([], name);
    const again = await postgresUser([name], name);
    const dataDir = join(await makeFolder(), 'data');
    const app = startApp({ dataDir, user: user ?? { name, ...NOBODY } });
    const { folder } = await app.next('up');

    expect(again).toEqual(user);
    expect((await stat(clusterIn(folder))).uid).toBe(user?.uid);
    await stopped(app);
  } finally {
    await runProgram('userdel', [name]);
  }
});

test('a package without its links gets them', async () => {
  const packageFolder = await packageWithoutLinks(await makeFolder());
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8');
  const [first] = JSON.parse(list) as { target: string }[];
  const link = join(packageFolder, first?.target ?? 'none');
  await expect(lstat(link)).rejects.toMatchObject({ code: 'ENOENT' });

  const app = startApp({ dataDir: await sharedDataFolder(), packageFolder });
  await app.next('up');

  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  await stopped(app);
});

describe.skipIf(!NOBODY_READS_CHECKOUT)(
  'as an ordinary user (needs root to become one, and a checkout that all may read)',
  () => {
    async function folderOfNobody(): Promise<string> {
      const parent = await makeFolder();
      const dataDir = join(parent, 'own');
      await mkdir(dataDir, { mode: 0o700 });
      await chown(dataDir, NOBODY.uid, NOBODY.gid);
      clusterIn(join(dataDir, 'postgres'));
      return dataDir;
    }

    test('it starts twice in a private folder, from a copy of binaries that lack their links and may not be written', async () => {
      const dataDir = await folderOfNobody();
      const packageFolder = await packageWithoutLinks(join(dataDir, '..'));

      const first = startApp({ dataDir, packageFolder }, NOBODY);
      await leaveMark((await first.next('up')).url);
      await stopped(first);
      const second = startApp({ dataDir, packageFolder }, NOBODY);
      const { url, folder } = await second.next('up');

      expect(await readMark(url)).toBe('still the same');
      expect(folder).toBe(join(dataDir, 'postgres'));
      expect((await stat(join(folder, 'cluster'))).uid).toBe(NOBODY.uid);
      expect(first.messages()).toContain('Copied the Postgres binaries to a folder where they can be run');
      expect(second.messages()).not.toContain(
        'Copied the Postgres binaries to a folder where they can be run',
      );
      await stopped(second);
    });

    test('its database stays its own when root starts it in between', async () => {
      const dataDir = await folderOfNobody();
      const first = startApp({ dataDir }, NOBODY);
      await leaveMark((await first.next('up')).url);
      await stopped(first);

      const asRoot = startApp({ dataDir });
      const { url, folder } = await asRoot.next('up');
      expect(await readMark(url)).toBe('still the same');
      await stopped(asRoot);
      const again = startApp({ dataDir }, NOBODY);
      await again.next('up');
      await stopped(again);

      expect(folder).toBe(join(dataDir, 'postgres'));
      expect((await stat(join(folder, 'cluster'))).uid).toBe(NOBODY.uid);
    });

    test('a folder of root is refused in words', async () => {
      const app = startApp({ dataDir: await sharedDataFolder() }, NOBODY);

      expect(await app.next('refused')).toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('cannot be locked'),
      });
    });
  },
);

describe.skipIf(!IS_ROOT)(
  "in a folder that the user of Postgres cannot get into, as root's home is (needs root)",
  () => {
    async function privateFolders() {
      const parent = await makeFolder();
      const home = join(parent, 'home of root');
      await mkdir(home, { mode: 0o700 });
      const relocationFolder = join(parent, 'var lib');
      const packageFolder = await packageWithoutLinks(home);
      return { dataDir: join(home, 'data'), relocationFolder, packageFolder };
    }

    test('database and binaries live elsewhere, the log says where, and the next start finds them', async () => {
      const options = await privateFolders();

      const first = startApp(options);
      const { url, folder } = await first.next('up');
      clusterIn(folder);
      await leaveMark(url);
      await stopped(first);
      await chmod(join(options.dataDir, '..'), 0o755);
      const second = startApp(options);
      const later = await second.next('up');

      expect(folder.startsWith(options.relocationFolder)).toBe(true);
      expect(first.events).toContainEqual(
        expect.objectContaining({ level: 'warn', details: expect.objectContaining({ folder }) }),
      );
      expect(await readdir(join(options.dataDir, 'postgres'))).toEqual(
        expect.arrayContaining(['location', 'lock', 'password']),
      );
      expect((await stat(join(options.dataDir, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
      expect(later.folder).toBe(folder);
      expect(await readMark(later.url)).toBe('still the same');
      await stopped(second);
    });

    test('a data folder that was emptied starts anew, though a server still runs on the old database', async () => {
      const options = await privateFolders();
      const first = startApp(options);
      const { url, folder } = await first.next('up');
      clusterIn(folder);
      await leaveMark(url);
      await first.kill('SIGKILL');
      await rm(options.dataDir, { recursive: true });

      const second = startApp(options);
      const later = await second.next('up');

      expect(later).toMatchObject({ folder, attached: false });
      await expect(readMark(later.url)).rejects.toThrow('relation "mark" does not exist');
      await expect(readMark(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      expect((await readdir(join(folder, '..'))).some((name) => name.endsWith('.previous'))).toBe(true);
      await stopped(second);
    });
  },
);
