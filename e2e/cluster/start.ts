import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { openClient, type Access } from './client.ts';
import { applyCrds, type CrdSource } from './crds.ts';
import { killProcesses, newClusterFolder, readPids, reclaimFolder, sweepClusterFolders } from './folders.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { Pair } from './certificates.ts';
import { layOut } from './layout.ts';
import type { Ended } from './supervisor.ts';

export type Cluster = {
  server: string;
  /** PEM. */
  caCert: string;
  /** A member of system:masters. */
  adminToken: string;
  /** Signs the certificates by which clients sign in. */
  clientAuthority: Pair;
  /** Path of a kubeconfig that acts as that administrator. */
  kubeconfig: string;
  kubectl: string | null;
  folder: string;
  /** Ends the processes and removes the folder (a `dataDir` stays). */
  stop: () => Promise<void>;
};

export type StartOptions = {
  /** A folder that stays: starting again in it gives the same cluster, CA and token. Absent: a temporary one, removed at stop. */
  dataDir?: string;
  /** Absent: a free one. */
  port?: number;
  /** Which CRDs it has when it is ready. */
  crds?: CrdSource;
  /** More arguments of kube-apiserver, `--watch-cache=false`. */
  apiServerArgs?: readonly string[];
};

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
/** Between choosing a free port and listening on it another process may take it. */
const PORT_ATTEMPTS = 5;

/** Starts a real etcd and kube-apiserver on 127.0.0.1; an Error says why it cannot. */
export async function startCluster(options: StartOptions = {}): Promise<Cluster> {
  const binaries = await findBinaries();
  if ('missing' in binaries) throw new Error(binaries.missing);
  await sweepClusterFolders();
  const attempts = options.port ? 1 : PORT_ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startIn(await chooseFolder(options.dataDir), options);
    } catch (error) {
      if (attempt >= attempts || !String(error).includes('address already in use')) throw error;
    }
  }

  async function startIn(
    folder: string,
    { dataDir, port, crds = 'none', apiServerArgs = [] }: StartOptions,
  ): Promise<Cluster> {
    if ('missing' in binaries) throw new Error(binaries.missing);
    const chosen = port ?? (await freePort());
    const { caCert, adminToken, clientAuthority } = await layOut({
      folder,
      binaries,
      port: chosen,
      keepFolder: dataDir !== undefined,
      apiServerArgs,
    });
    const supervisor = supervise(folder, dataDir !== undefined);
    const access: Access = { server: `https://127.0.0.1:${chosen}`, ca: caCert, token: adminToken };
    try {
      await untilReady(access, supervisor.ended);
      const kubeconfig = await writeKubeconfig(join(folder, 'admin.kubeconfig'), access);
      await applyCrds(access, crds);
      return {
        server: access.server,
        caCert,
        adminToken,
        clientAuthority,
        kubeconfig,
        kubectl: binaries.kubectl,
        folder,
        stop: supervisor.stop,
      };
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
  }
}

async function chooseFolder(dataDir: string | undefined): Promise<string> {
  if (dataDir === undefined) return await newClusterFolder();
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await reclaimFolder(folder))) throw new Error(`a cluster is running in ${folder} already`);
  return folder;
}

type Supervisor = { ended: () => Ended | null; stop: () => Promise<void> };

function supervise(folder: string, keepFolder: boolean): Supervisor {
  // A group of its own: a Ctrl-C in the terminal reaches this process alone, which then ends the cluster in its own order.
  const child = spawn(process.execPath, [join(import.meta.dirname, 'supervisor.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  let ended: Ended | null = null;
  createInterface({ input: child.stdout }).on('line', (line) => (ended = JSON.parse(line) as Ended));
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  // Its own sudden death leaves the processes and the folder to us.
  const cleaned = (async () => {
    await gone;
    ended ??= { exited: 'supervisor', code: child.exitCode, log: '' };
    const pids = await readPids(folder).catch(() => null);
    if (pids) killProcesses(pids, folder);
    if (!keepFolder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  })();
  letGo(child);
  return {
    ended: () => ended,
    async stop() {
      child.ref();
      child.stdin.end();
      await cleaned;
    },
  };
}

/** A cluster that a test forgot must not keep the test process alive; when that process ends, so does the cluster. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout])
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}

async function untilReady(access: Access, ended: () => Ended | null): Promise<void> {
  const client = openClient(access);
  const deadline = performance.now() + READY_TIMEOUT_MS;
  try {
    for (;;) {
      const gone = ended();
      if (gone) throw new Error(`${gone.exited} ended with code ${gone.code} while starting: ${gone.log}`);
      if (await isReady()) return;
      if (performance.now() > deadline)
        throw new Error(`no API server on ${access.server} after ${READY_TIMEOUT_MS / 1000} s`);
      await delay(POLL_MS);
    }
  } finally {
    await client.close();
  }

  async function isReady(): Promise<boolean> {
    try {
      if ((await client.send('GET', '/readyz')).status !== 200) return false;
      // Made by a loop of the server after it calls itself ready.
      return (await client.send('GET', '/api/v1/namespaces/default')).status === 200;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
