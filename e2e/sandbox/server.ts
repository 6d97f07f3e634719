import { mkdirSync } from 'node:fs';
import type { Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { writeKubeconfig } from '#e2e/cluster/kubeconfig.ts';
import { signToken, tokenReader } from './access/tokens.ts';
import { SYNC_ACCOUNT, bootstrap } from './bootstrap.ts';
import type { Cluster } from './cluster.ts';
import { identityIn, keepPort, portIn } from './folder.ts';
import type { Identity } from './folder.ts';
import { createApiServer } from './http/serve.ts';
import { objectAt, stringAt } from './json.ts';
import { SERVICE_ACCOUNTS } from './kinds/built-in.ts';
import { collectionOf } from './kinds/kind.ts';
import { Registry } from './kinds/registry.ts';
import { lockFolder } from './store/folder-lock.ts';
import { Store } from './store/store.ts';

/** What a started sandbox tells whoever started it. */
export interface Announcement {
  server: string;
  caCert: string;
  /** The administrator's. */
  token: string;
  /** Of the service account `hnp-sync`, which may do what the product needs and no more. */
  syncToken: string;
  /** Path of a kubeconfig that acts as the administrator. */
  kubeconfigPath: string;
  pid: number;
}

const SYNC_TOKEN_SECONDS = 10 * 365 * 86_400;

/** A cluster that is served, and how to end it. */
interface Served {
  announcement: Announcement;
  close: () => Promise<void>;
}

/**
 * Serves the cluster of a folder in this process. The port is the given one, else that of the last start, else a free one.
 * Throws an Error when another process serves the folder, or the port is taken.
 */
export async function serveCluster(dataDir: string, port?: number): Promise<Served> {
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  try {
    const identity = identityIn(folder);
    const cluster = openCluster(folder, identity);
    const server = await listen(createApiServer(cluster, identity.certificate), port ?? portIn(folder));
    keepPort(folder, server.port);
    return {
      announcement: await announce(folder, identity, cluster, server.port),
      async close() {
        await server.close();
        cluster.store.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function openCluster(folder: string, { tokenKey, adminToken }: Identity): Cluster {
  const store = new Store(folder);
  const cluster: Cluster = {
    store,
    registry: new Registry(store),
    tokenKey,
    readToken: tokenReader(tokenKey),
    adminToken,
    now: () => new Date(),
  };
  bootstrap(cluster);
  return cluster;
}

async function listen(server: Http2SecureServer, wanted: number) {
  const open = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(wanted, '127.0.0.1', done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** Watches do not end by themselves. */
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

async function announce(
  folder: string,
  { caCert, adminToken }: Identity,
  cluster: Cluster,
  port: number,
): Promise<Announcement> {
  const server = `https://127.0.0.1:${port}`;
  const path = join(folder, 'admin.kubeconfig');
  return {
    server,
    caCert,
    token: adminToken,
    syncToken: syncToken(cluster),
    kubeconfigPath: await writeKubeconfig(path, { server, ca: caCert, token: adminToken }),
    pid: process.pid,
  };
}

function syncToken({ store, tokenKey, now }: Cluster): string {
  const account = store.get(collectionOf(SERVICE_ACCOUNTS), `${SYNC_ACCOUNT.namespace}/${SYNC_ACCOUNT.name}`);
  const issuedAt = Math.floor(now().getTime() / 1000);
  const uid = stringAt(objectAt(account, 'metadata'), 'uid');
  return signToken(tokenKey, { ...SYNC_ACCOUNT, uid }, issuedAt, issuedAt + SYNC_TOKEN_SECONDS);
}
