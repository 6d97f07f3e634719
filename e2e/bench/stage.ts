import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { openDatabase } from '#db/client.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { listenForNotices } from '#server/live/listen.ts';
import { createLog } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { masterKeyOf } from '#server/secrets/load-key.ts';
import { createSealer } from '#server/secrets/seal.ts';
import { SYSTEM } from '#server/domain/actor.ts';
import type { Context } from '#server/services/context.ts';
import { openNamespace, type ClusterNamespace } from '../app/cluster-namespace.ts';
import { endWithUs } from '../app/end-with-us.ts';
import type { ApiServer } from '../cluster/target.ts';
import { startCluster } from '../cluster/start.ts';
import { openEngine, type Engine } from './contenders/engine.ts';
import { asFiles, type HedgehogObject } from './hedgehog-objects.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const STOP_TIMEOUT_MS = 30_000;

/** A worker of the product in a process of its own. */
interface WorkerProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

/** What all rows share: a real API server, a database, and one worker as production has it. */
export interface Stage {
  readonly server: ApiServer;
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly engine: Engine;
  readonly folder: string;
  /** Node's flags for processes of the product. */
  readonly flags: readonly string[];
  /** Ends with the stage, however that ends, unless it has ended before. */
  endsWithStage(end: () => Promise<void>): void;
  /** A namespace of one's own; whoever opens it closes it. */
  openNamespace(): Promise<ClusterNamespace>;
  /** Writes objects as files of a folder of their own. */
  writeFiles(objects: readonly HedgehogObject[]): Promise<string>;
  /** A second worker, for rows that look at a whole process. The first one stands still meanwhile. */
  freshWorker(): Promise<WorkerProcess>;
  close(): Promise<void>;
}

export const toYaml = (object: HedgehogObject): string => stringify(object);

export interface StageOptions {
  /** Where the worker leaves a CPU profile when it ends; null = none is taken. */
  readonly profile: string | null;
}

/** Opens the stage; what was begun is ended again when the rest cannot be. */
export async function openStage({ profile }: StageOptions): Promise<Stage> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.toReversed()) await end();
  };
  try {
    return await open(closers, close, profile);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
  profile: string | null,
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-bench-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  // The user of Postgres must get in when this runs as root.
  await chmod(folder, 0o755);
  const cluster = await startCluster({ crds: 'vendor' });
  closers.push(cluster.stop);
  if (cluster.kubectl === null) throw new Error('no kubectl beside the API server and none on PATH');
  const server: ApiServer = {
    server: cluster.server,
    ca: cluster.caCert,
    token: cluster.adminToken,
    namespace: 'default',
  };

  const log = createLog('silent');
  const embedded = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), log });
  closers.push(async () => {
    await embedded.stop();
    await rm(embedded.folder, { recursive: true, force: true });
  });
  await migrateDatabase(embedded.url);
  const database = openDatabase(embedded.url, { max: 5, applicationName: 'fabric-sync bench' });
  closers.push(database.close);
  const notices = listenForNotices(embedded.url, log);
  closers.push(() => notices.close());

  const secretKey = randomBytes(32).toString('hex');
  const dataDir = join(folder, 'data');
  const env = {
    DATABASE_URL: embedded.url,
    FABRIC_SYNC_SECRET_KEY: secretKey,
    FABRIC_SYNC_DATA_DIR: dataDir,
  };
  const ctx: Context = {
    db: database.db,
    log,
    dataDir,
    actor: SYSTEM.start,
    sealer: createSealer([masterKeyOf(secretKey)]),
    outbound: createOutbound({ deny: [], allow: [] }),
    allowFileRepositories: true,
  };
  let worker = startWorker(env, profile);
  closers.push(() => worker.stop());

  let folders = 0;
  return {
    server,
    kubeconfig: cluster.kubeconfig,
    kubectl: cluster.kubectl,
    engine: openEngine(ctx, notices, server),
    folder,
    flags: flagsOf(profile),
    endsWithStage: (end) => void closers.push(end),
    openNamespace: () => openNamespace(server),
    async writeFiles(objects) {
      folders += 1;
      const made = join(folder, 'files', String(folders));
      for (const [name, text] of Object.entries(asFiles(objects, toYaml))) {
        const file = join(made, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      return made;
    },
    async freshWorker() {
      await worker.stop();
      worker = startWorker(env, profile);
      return worker;
    },
    close,
  };
}

export const flagsOf = (profile: string | null): string[] =>
  profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];

function startWorker(env: Readonly<Record<string, string>>, profile: string | null): WorkerProcess {
  const child = spawn(process.execPath, [...flagsOf(profile), MAIN], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...env,
      NODE_ENV: 'production',
      FABRIC_SYNC_ROLE: 'worker',
      FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: 'true',
      FABRIC_SYNC_LOG_LEVEL: 'warn',
    },
  });
  endWithUs(child, { mark: MAIN, graceMs: STOP_TIMEOUT_MS });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
