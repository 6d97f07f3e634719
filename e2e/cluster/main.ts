/** `npm run cluster`: a real API server with the fabric's CRDs, until Ctrl-C. One line of JSON on stdout says how to reach it. */
import { join } from 'node:path';
import { openClient } from './client.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { createServiceAccount } from './service-account.ts';
import { startCluster, type Cluster } from './start.ts';
import { SYNC_CLUSTER_RULES, SYNC_RULES } from './sync-rights.ts';

const ACCOUNT = 'hnp-sync';
const TOKEN_SECONDS = 30 * 86_400;

const stopped = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
});

try {
  const cluster = await startCluster({ crds: 'vendor' });
  // A cluster in the background keeps no process alive.
  const staying = setInterval(() => undefined, 60_000);
  try {
    const { server, kubeconfig } = cluster;
    process.stdout.write(
      `${JSON.stringify({ server, kubeconfig, sync_kubeconfig: await syncKubeconfig(cluster) })}\n`,
    );
    await stopped;
  } finally {
    await cluster.stop();
    clearInterval(staying);
  }
} catch (error) {
  process.stderr.write(`No cluster: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
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
