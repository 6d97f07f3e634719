import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient, type ApiClient } from '#e2e/cluster/client.ts';
import { compactEtcd } from '#e2e/cluster/compact-etcd.ts';
import { startCluster, type Cluster } from '#e2e/cluster/start.ts';
import { whyNoCluster } from '#e2e/faults/own-cluster.ts';
import { clientOf, VPC, vpcBody } from '#server/kubernetes/testing/meet-client.ts';

const missing = await whyNoCluster();
if (missing !== null) process.stdout.write(`Left out: lists that expire: ${missing}\n`);
const VPCS = '/apis/vpc.githedgehog.com/v1beta1/namespaces/default/vpcs';

describe.skipIf(missing !== null)('a list whose state the API server forgets between two pages', () => {
  let cluster: Cluster;
  let admin: ApiClient;
  beforeAll(async () => {
    // Served from its watch cache, a page stands longer than any test lasts.
    cluster = await startCluster({ crds: 'vendor', apiServerArgs: ['--watch-cache=false'] });
    admin = openClient({ server: cluster.server, ca: cluster.caCert, token: cluster.adminToken });
    for (let n = 1; n <= 5; n += 1) await create(`vpc-${n}`);
  });
  afterAll(async () => {
    await admin?.close();
    await cluster?.stop();
  });
  const create = async (name: string): Promise<void> => {
    const { status } = await admin.send('POST', VPCS, { body: vpcBody({ name, namespace: 'default' }) });
    expect(status).toBe(201);
  };

  it('is answered with 410 Expired, and the product reads it again from its beginning', async () => {
    const client = clientOf({ server: cluster.server, ca: cluster.caCert, token: cluster.adminToken });
    const pages: { readonly names: string[]; readonly restarted: boolean }[] = [];

    const first = await admin.send('GET', VPCS, { query: { limit: 2 } });
    for await (const { items, restarted } of client.listPages(VPC, { namespace: 'default', limit: 2 })) {
      pages.push({ names: items.map(({ name }) => name), restarted });
      if (pages.length > 1) continue;
      await create('vpc-6');
      await compactEtcd(cluster);
    }

    expect(
      await admin.send('GET', VPCS, { query: { limit: 2, continue: first.body.metadata.continue } }),
    ).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    expect(pages).toEqual([
      { names: ['vpc-1', 'vpc-2'], restarted: false },
      { names: ['vpc-1', 'vpc-2'], restarted: true },
      { names: ['vpc-3', 'vpc-4'], restarted: false },
      { names: ['vpc-5', 'vpc-6'], restarted: false },
    ]);
  });
});
