/** `npm run cluster`: a real API server with the fabric's CRDs, until Ctrl-C. One line of JSON on stdout says how to reach it. */
import { join } from 'node:path';
import { openClient } from './client.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { createServiceAccount } from './service-account.ts';
import { startCluster, type Cluster } from './start.ts';
import { SYNC_CLUSTER_RULES, SYNC_RULES } from './sync-rights.ts';

const ACCOUNT = 'hnp-sync';
const TOKEN_SECONDS = 30 * 86_400;

const PARENT_CHECK_MS = 1000;

const ending = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.resolve());
// npm hands a signal to a shell that does not hand it on: there the shell's end is the signal. This also keeps the process alive.
const parent = process.ppid;
const underNpm = process.env['npm_lifecycle_event'] !== undefined;
const staying = setInterval(() => {
  if (underNpm && process.ppid !== parent) ending.resolve();
}, PARENT_CHECK_MS);

try {
  const cluster = await startCluster({ crds: 'vendor' });
  try {
    const { server, kubeconfig } = cluster;
    const line = { server, kubeconfig, sync_kubeconfig: await syncKubeconfig(cluster) };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    await ending.promise;
  } finally {
    await cluster.stop();
  }
} catch (error) {
  process.stderr.write(`No cluster: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  clearInterval(staying);
}

async function syncKubeconfig({ server, caCert, adminToken, folder }: Cluster): Promise<string> {
  const client = openClient({ server, ca: caCert, token: adminToken });
  try {
    const account = await createServiceAccount(client, {
      name: ACCOUNT,
      rules: SYNC_RULES,
      clusterRules: SYNC_CLUSTER_RULES,
    });
    const token = await account.token(TOKEN_SECONDS);
    return await writeKubeconfig(join(folder, `${ACCOUNT}.kubeconfig`), {
      server,
      ca: caCert,
      token,
      user: ACCOUNT,
    });
  } finally {
    await client.close();
  }
}
