import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { writeKubeconfig } from '#e2e/cluster/kubeconfig.ts';
import { signToken, tokenReader } from './access/tokens.ts';
import { SYNC_ACCOUNT, bootstrap } from './bootstrap.ts';
import type { Cluster } from './cluster.ts';
import { identityIn, keepPort, portIn } from './folder.ts';
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

/**
 * Serves the cluster of a folder in this process. The port is the given one, else that of the last start, else a free one.
 * Throws an Error when another process serves the folder, or the port is taken.
 */
export async function serveCluster(
  dataDir: string,
  port?: number,
): Promise<{ announcement: Announcement; close: () => Promise<void> }> {
  const folder = resolve(dataDir);
  const identity = identityIn(folder);
  const unlock = lockFolder(folder);
  const store = new Store(folder);
  const cluster: Cluster = {
    store,
    registry: new Registry(store),
    tokenKey: identity.tokenKey,
    readToken: tokenReader(identity.tokenKey),
    adminToken: identity.adminToken,
    now: () => new Date(),
  };
  bootstrap(cluster);
  const server = createApiServer(cluster, identity.certificate);
  const open = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(port ?? portIn(folder), '127.0.0.1', done);
  });
  const listening = (server.address() as AddressInfo).port;
  keepPort(folder, listening);
  const access = {
    server: `https://127.0.0.1:${listening}`,
    ca: identity.caCert,
    token: identity.adminToken,
  };
  const kubeconfigPath = await writeKubeconfig(join(folder, 'admin.kubeconfig'), access);
  return {
    announcement: {
      server: access.server,
      caCert: identity.caCert,
      token: identity.adminToken,
      syncToken: syncToken(cluster),
      kubeconfigPath,
      pid: process.pid,
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of open) socket.destroy();
      await closed;
      store.close();
      unlock();
    },
  };
}

function syncToken({ store, tokenKey, now }: Cluster): string {
  const account = store.get(collectionOf(SERVICE_ACCOUNTS), `${SYNC_ACCOUNT.namespace}/${SYNC_ACCOUNT.name}`);
  const issuedAt = Math.floor(now().getTime() / 1000);
  const uid = stringAt(objectAt(account, 'metadata'), 'uid');
  return signToken(tokenKey, { ...SYNC_ACCOUNT, uid }, issuedAt, issuedAt + SYNC_TOKEN_SECONDS);
}
