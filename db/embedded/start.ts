import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#server/domain/app-error.ts';
import { databaseUrl, ensureDatabase, freePort } from '#db/embedded/address.ts';
import { binariesPackage, usableBinaries, type Binaries } from '#db/embedded/binaries.ts';
import { ensureCluster, setPassword } from '#db/embedded/cluster.ts';
import { findHome, makeFolder, RELOCATION_FOLDER, type Home } from '#db/embedded/home.ts';
import { takeOverLeftover } from '#db/embedded/leftover.ts';
import { lockFolder } from '#db/embedded/lock.ts';
import type { Log } from '#db/embedded/log.ts';
import { postgresUser, type OsUser } from '#db/embedded/os-user.ts';
import { readOrMakePassword } from '#db/embedded/password.ts';
import { startPostmaster, stopPostmaster, type Postmaster } from '#db/embedded/postmaster.ts';
import { supervise } from '#db/embedded/supervise.ts';

const PORTS_TO_TRY = 3;

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** False = a power cut may ruin the cluster; for tests. Default true. */
  readonly durable?: boolean;
  /** Where the cluster goes when the user of Postgres cannot get into the data folder. */
  readonly relocationFolder?: string;
  /** Folder of the npm package with the binaries. */
  readonly packageFolder?: string;
  /** Whom to run as when we are root. */
  readonly user?: OsUser;
}

export interface EmbeddedPostgres {
  /** With the password: never for a log. The same for as long as this process lives, also when Postgres is restarted. */
  readonly url: string;
  /** Where the cluster and the server's log are. */
  readonly folder: string;
  /** True when it was running already, left by a process that was killed. */
  readonly attached: boolean;
  /** Stops Postgres and frees the data folder. The last thing of a shutdown; may be called twice. */
  stop(): Promise<void>;
}

/**
 * Postgres in the data folder, for one process. Leaves signals and exit to its caller: who does not stop it leaves it running,
 * and the next start takes it over.
 * @throws CONFIG_INVALID with what to do: folder in use, no binaries for the platform, Postgres' own refusal
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  const control = join(dataDir, 'postgres');
  await makeFolder(control);
  const lock = lockFolder(control, dataDir);
  try {
    const server = await prepare(options, dataDir, control);
    const first = await bringUp(server, null);
    const supervisor = supervise(
      first.postmaster,
      async () => (await bringUp(server, first.postmaster.port)).postmaster,
      options.log,
    );

    const stop = async () => {
      await supervisor.end();
      await stopPostmaster(server.home, server.binaries, first.postmaster.pid);
      lock.release();
    };
    let stopped: Promise<void> | undefined;
    return {
      url: databaseUrl(first.postmaster.port, server.password),
      folder: server.home.folder,
      attached: first.attached,
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Server {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly password: string;
  readonly durable: boolean;
  readonly log: Log;
}

async function prepare(options: EmbeddedOptions, dataDir: string, control: string): Promise<Server> {
  const { log, durable = true, relocationFolder = RELOCATION_FOLDER } = options;
  const user = options.user ?? (await postgresUser());
  const packageFolder = options.packageFolder ?? binariesPackage();
  const binariesFor = (home: Home) =>
    usableBinaries({ packageFolder, copiesFolder: home.copiesFolder, as: home.as, log });

  const retire = async (home: Home) => await stopPostmaster(home, await binariesFor(home));
  const home = await findHome({ dataDir, control, user, relocationFolder, retire, log });
  const binaries = await binariesFor(home);
  const { password, made } = await readOrMakePassword(control);
  const cluster = await ensureCluster({ home, binaries, password, durable, log });
  if (made && !cluster.made) {
    await stopPostmaster(home, binaries);
    await setPassword(home, binaries, password);
    log.warn({ folder: control }, 'The password file was missing: the database has a new password');
  }
  return { home, binaries, password, durable, log };
}

/** @param port the one to use again, or null for a free one */
async function bringUp(
  server: Server,
  port: number | null,
): Promise<{ postmaster: Postmaster; attached: boolean }> {
  const started = performance.now();
  const left = await takeOverLeftover(server);
  const postmaster = left ?? (await startOn(server, port));
  try {
    await ensureDatabase(postmaster.port, server.password);
  } catch (error) {
    await stopPostmaster(server.home, server.binaries, postmaster.pid);
    throw unanswered(error, server);
  }
  const ms = Math.round(performance.now() - started);
  server.log.info({ pid: postmaster.pid, port: postmaster.port, ms }, 'Postgres runs');
  return { postmaster, attached: left !== null };
}

async function startOn(server: Server, port: number | null): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startPostmaster({ ...server, port: port ?? (await freePort()) });
    } catch (error) {
      if (port !== null || attempt === PORTS_TO_TRY) throw error;
    }
  }
}

function unanswered(error: unknown, { home }: Server): AppError {
  const why =
    error instanceof Error && 'code' in error && error.code === '28P01'
      ? 'does not take the password in the data folder. Remove the file postgres/password there and it gets a new one'
      : 'does not answer';
  return new AppError(
    'CONFIG_INVALID',
    { why: `The embedded database in ${home.folder} ${why}` },
    { cause: error },
  );
}
