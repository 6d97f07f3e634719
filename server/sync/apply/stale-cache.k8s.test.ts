import { afterAll, describe, expect, inject, it } from 'vitest';
import { startAdmissionWebhook } from '#e2e/cluster/admission-webhook.ts';
import { openClient } from '#e2e/cluster/client.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';

const { repository, fabric, sync } = await harness();
const { real } = inject('apiServers');

const objects = `apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: server-1}
spec: {description: one}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, asn: 65101, ip: 172.30.0.8/21, protocolIP: 172.30.8.2/32, vtepIP: 172.30.12.0/32, profile: vs}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: c1}
spec: {unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}}}
`;

describe.skipIf(real === null)('a webhook that looks references up in a cache', () => {
  it('may refuse what names an object created a moment before: it is written again until the cache knows', async () => {
    if (real === null) throw new Error('left out');
    const target = await clusterUnderTest(real);
    const admin = openClient(real);
    let asked = 0;
    const webhook = await startAdmissionWebhook(admin, {
      type: 'validating',
      name: `stale-${target.namespace}.kb.io`,
      group: 'wiring.githedgehog.com',
      resource: 'connections',
      namespace: target.namespace,
      decide({ dryRun }) {
        if (dryRun) return { denied: 'in force' };
        asked += 1;
        return asked <= 2 ? { denied: 'server server-1 not found' } : {};
      },
    });
    afterAll(async () => {
      await webhook.stop();
      await admin.close();
    });
    const connections = `/apis/wiring.githedgehog.com/v1beta1/namespaces/${target.namespace}/connections`;
    const probe = async (): Promise<number> => {
      const body = {
        apiVersion: 'wiring.githedgehog.com/v1beta1',
        kind: 'Connection',
        metadata: { name: 'p' },
        spec: {},
      };
      return (await target.send('POST', connections, { query: { dryRun: 'All' }, body })).status;
    };
    await expect.poll(probe, { timeout: 20_000 }).toBe(403);
    const { id: git_repository } = await repository({ 'wiring.yaml': objects });

    const run = await sync(await fabric(target, { git_repository }));

    expect(run).toMatchObject({ status: 'completed', counts: { created: 3, failed: 0 } });
    expect(asked).toBe(3);
  }, 60_000);
});
