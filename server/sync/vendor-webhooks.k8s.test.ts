import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openClient } from '#e2e/cluster/client.ts';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { startVendorWebhooks } from '#e2e/cluster/vendor-webhooks.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';

/** Whole runs against a cluster whose webhooks fill in and rewrite what Hedgehog's do; only a real API server calls webhooks. */
const { real } = inject('apiServers');
const { ctx, repository, fabric, sync } = await harness();

const EXAMPLE = join(import.meta.dirname, '../../e2e/demo/fabric');
const example = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(EXAMPLE.length + 1), readFileSync(path, 'utf8')]),
  );

/** Everything that the webhooks respell, reorder, fill in or remove, as people write it. */
const AWKWARD = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: awkward
  labels: {team: a, fabric.githedgehog.com/mine: "no"}
  annotations: {note: ""}
spec:
  mode: ""
  defaultIsolated: false
  subnets:
    on:
      vlan: 1501
      subnet: 10.90.1.0/24
      isolated: false
      dhcp:
        enable: true
        options: {dnsServers: [9.9.9.9, 1.1.1.1], timeServers: [], pxeURL: ""}
        static: {"0C-20-12-FF-00-0A": {ip: 10.90.1.50}}
    plain: {subnet: 10.90.2.0/24, vlan: 1502, dhcp: {enable: true}}
    empty: {subnet: 10.90.3.0/24, vlan: 1503, gateway: "", dhcp: {enable: true, options: {pxeURL: ""}}}
    off: {subnet: 10.90.4.0/24, vlan: 1504, dhcp: {enable: false, range: {start: 10.90.4.9, end: 10.90.4.99}}}
    bare: {subnet: 10.90.5.0/24, vlan: 1505}
  permit: [[on, off]]
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: IPv4Namespace
metadata: {name: ns-awk}
spec: {subnets: [10.99.0.0/16, 10.98.0.0/16]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: vlans-awk}
spec: {ranges: [{from: 2500, to: 2599}, {from: 2400}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: VLANNamespace
metadata: {name: default}
spec: {ranges: [{from: 1000, to: 1999}]}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: SwitchGroup
metadata: {name: pair}
spec: {}
---
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-awk, annotations: {fabric.githedgehog.com/route-summ: "true"}}
spec:
  role: server-leaf
  description: ""
  asn: 65199
  ip: 172.30.0.99/21
  protocolIP: 172.30.8.99/32
  vtepIP: 172.30.12.99/32
  profile: vs
  redundancy: {group: pair, type: eslag}
  vlanNamespaces: [vlans-awk, default]
  portSpeeds: {"E1/1": SPEED_25G, "E1/2": 10G}
  portAutoNegs: {"E1/1": false}
  linkFlapErrDisable: {}
  enableAllPorts: false
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: External
metadata: {name: ext-awk}
spec: {inboundCommunity: "65102:5000", outboundCommunity: "50000:50001"}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: ExternalPeering
metadata: {name: awkward--ext-awk}
spec:
  permit:
    external: {name: ext-awk, prefixes: [{prefix: 10.2.0.0/16}, {prefix: 0.0.0.0/0}]}
    vpc: {name: awkward, subnets: [plain, on]}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: other}
spec: {subnets: {default: {subnet: 10.91.1.0/24, vlan: 1601}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: awkward--other}
spec: {permit: [{other: null, awkward: {}}]}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: awkward--other}
spec:
  peering:
    awkward:
      expose:
        - ips: [{cidr: 10.90.1.0/24}]
          as: [{cidr: 10.190.1.0/24}]
          nat: {masquerade: {idleTimeout: 120s}}
    other: {expose: [{ips: [{vpcSubnet: default}]}]}
  acl: {}
---
apiVersion: gateway.githedgehog.com/v1alpha1
kind: Gateway
metadata: {name: gw-awk}
spec:
  protocolIP: 172.30.8.77/32
  vtepIP: 172.30.12.77/32
  vtepMAC: CA:FE:BA:BE:00:01
  asn: 65534
  interfaces: {enp2s1: {pci: "0000:01:00.0", ips: [172.30.128.1/31], mtu: 0}}
  neighbors: [{source: enp2s1, ip: 172.30.128.0, asn: 65100}]
  logs: {}
`;
const vpc = (vlan: number): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec: {subnets: {default: {subnet: 10.0.1.0/24, vlan: ${vlan}, dhcp: {enable: true}}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-2}
spec: {subnets: {default: {subnet: 10.0.2.0/24, vlan: ${vlan + 1}}}}
`;

async function vendorCluster(alter?: Parameters<typeof startVendorWebhooks>[2]): Promise<ClusterNamespace> {
  if (real === null) throw new Error('left out');
  const target = await clusterUnderTest(real);
  const admin = openClient(real);
  const webhooks = await startVendorWebhooks(admin, target.namespace, alter);
  afterAll(async () => {
    await webhooks.stop();
    await admin.close();
  });
  return target;
}

const versions = async (cluster: ClusterNamespace): Promise<Map<string, string>> =>
  new Map(
    (await cluster.objects()).map(({ kind, metadata }) => [
      `${kind}/${metadata.name}`,
      metadata.resourceVersion,
    ]),
  );

describe.skipIf(real === null)('a cluster whose webhooks fill in and rewrite', () => {
  it.each<[string, () => Record<string, string>]>([
    ['the example fabric', example],
    ['everything that they respell', () => ({ 'awkward.yaml': AWKWARD })],
  ])(
    '%s: in sync at once, then not written again, not even where nothing is known any more',
    async (_, files) => {
      const target = await vendorCluster();
      const { id: git_repository } = await repository(files());
      const id = await fabric(target, { git_repository });

      const first = await sync(id);

      expect(first).toMatchObject({ status: 'completed', errorMessage: null });
      expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync', drift_count: 0 });
      const before = await versions(target);
      expect((await sync(id)).counts).toMatchObject({ writes: 0 });

      // Another fabric with the same source has no fingerprints: the rules alone must see that nothing differs.
      const second = await fabric(target, { git_repository });
      const looked = await sync(second);
      expect(looked.results).toEqual([]);
      expect(looked.counts).toMatchObject({ writes: 0, conflicts: 0 });
      expect(await versions(target)).toEqual(before);
    },
  );

  it('one changed value is one write, in an object that the webhooks touched too', async () => {
    const target = await vendorCluster();
    const { git, id: git_repository } = await repository({ 'vpc.yaml': vpc(1_001) });
    const id = await fabric(target, { git_repository, conflict_policy: 'respect' });
    await sync(id);
    await git.commit(
      {
        'vpc.yaml': vpc(1_001).replace(
          'dhcp: {enable: true}',
          'dhcp: {enable: true, range: {start: 10.0.1.9}}',
        ),
      },
      'one',
    );

    const changed = await sync(id);

    expect(changed).toMatchObject({
      status: 'completed',
      errorMessage: null,
      counts: { updated: 1, writes: 1 },
    });
    expect(changed.results[0]?.changes).toEqual([
      {
        path: ['spec', 'subnets', 'default', 'dhcp', 'range', 'start'],
        desired: '10.0.1.9',
        live: '10.0.1.2',
      },
    ]);
    // What leaves the source again goes back to what the webhook fills in.
    await git.commit({ 'vpc.yaml': vpc(1_001) }, 'and back');
    expect(await sync(id)).toMatchObject({ status: 'completed', errorMessage: null, counts: { updated: 1 } });
    expect((await sync(id)).counts).toMatchObject({ writes: 0 });
  });

  it('a desired value that the cluster changes is said in every run, written in none after the first, and never In Sync', async () => {
    let isAltering = true;
    const target = await vendorCluster(({ kind, metadata, spec }) => {
      if (!isAltering || kind !== 'VPC' || metadata.name !== 'vpc-1') return;
      const { default: subnet } = spec['subnets'] as { default?: { vlan: number } };
      if (subnet !== undefined) subnet.vlan = 1_999;
    });
    const { git, id: git_repository } = await repository({ 'vpc.yaml': vpc(1_001) });
    const id = await fabric(target, { git_repository });
    const refused = {
      status: 'failed',
      errorCode: 'K8S_CRD_VALIDATION_FAILED',
      errorMessage:
        'CRD validation failed: VPC vpc-1: spec.subnets.default.vlan: the cluster changed 1001 to 1999',
    };

    expect(await sync(id)).toMatchObject({ ...refused, counts: { created: 2, writes: 2 } });
    const before = await versions(target);
    for (let run = 0; run < 3; run += 1)
      expect(await sync(id)).toMatchObject({ ...refused, counts: { writes: 0, conflicts: 1, unchanged: 1 } });
    expect(await versions(target)).toEqual(before);
    expect(await readFabric(ctx, id)).toMatchObject({
      calculated_sync_status: 'error',
      last_sync: null,
      drift_count: 1,
    });

    // The rest is synced all the same.
    await git.commit({ 'vpc.yaml': vpc(1_001).replace('1002', '1003') }, 'the other one');
    expect(await sync(id)).toMatchObject({ ...refused, counts: { updated: 1, writes: 1 } });

    isAltering = false;
    expect(await sync(id, { force: true })).toMatchObject({ status: 'completed', errorMessage: null });
    expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync', drift_count: 0 });
  }, 60_000);
});
