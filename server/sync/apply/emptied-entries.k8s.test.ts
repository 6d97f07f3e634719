import { describe, expect, inject, it } from 'vitest';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';

/** An API server makes null of an object whose members all go with their only owner, and refuses it. */
const { repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const vpc = (subnets: string): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec: {mode: l3vni, subnets: {${subnets}}}
`;
const peering = (side: string): string => `apiVersion: gateway.githedgehog.com/v1alpha1
kind: GatewayPeering
metadata: {name: peer}
spec: {gatewayGroup: default, peering: {vpc-1: ${side}, vpc-2: {expose: [{default: true}]}}}
---
${vpc('a: {subnet: 10.0.1.0/24, vlan: 1001}')}---
${vpc('a: {subnet: 10.0.2.0/24, vlan: 1002}').replace('vpc-1', 'vpc-2')}`;
const MAC = '0c:20:12:ff:00:0a';
const leases = (dhcp: string): string => vpc(`a: {subnet: 10.0.1.0/24, vlan: 1001, dhcp: ${dhcp}}`);

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('an entry that loses all that it held, on the %s API server', (_name, server) => {
  it.skipIf(server === null).each([
    [
      'one side of a GatewayPeering',
      peering('{expose: [{ips: [{cidr: 10.0.1.0/24}]}]}'),
      peering('{}'),
      'gateway.githedgehog.com/v1alpha1',
      'gatewaypeerings/peer',
      { peering: { 'vpc-1': { expose: [] } } },
    ],
    [
      'the DHCP of a subnet',
      leases(`{enable: true, range: {start: 10.0.1.10, end: 10.0.1.99}}`),
      leases('{}'),
      'vpc.githedgehog.com/v1beta1',
      'vpcs/vpc-1',
      { mode: 'l3vni', subnets: { a: { subnet: '10.0.1.0/24', vlan: 1_001 } } },
    ],
    [
      'the leases of a subnet',
      leases(`{enable: true, static: {"${MAC}": {ip: 10.0.1.7}}}`),
      leases('{enable: true, static: {}}'),
      'vpc.githedgehog.com/v1beta1',
      'vpcs/vpc-1',
      { subnets: { a: { dhcp: { enable: true } } } },
    ],
  ])('%s: written, verified, and left in peace', async (_what, before, after, group, object, expected) => {
    if (server === null) throw new Error('left out');
    const target = await clusterUnderTest(server);
    const { git, id: git_repository } = await repository({ 'x.yaml': before });
    const id = await fabric(target, { git_repository });
    expect(await sync(id)).toMatchObject({ status: 'completed', errorMessage: null });
    await git.commit({ 'x.yaml': after }, 'emptied');

    const emptied = await sync(id);

    expect(emptied).toMatchObject({
      status: 'completed',
      errorMessage: null,
      counts: { updated: 1, writes: 1 },
    });
    const path = `/apis/${group}/namespaces/${target.namespace}/${object}`;
    const { body } = await target.send('GET', path);
    expect(body.spec).toMatchObject(expected);
    expect(await sync(id)).toMatchObject({ status: 'completed', counts: { writes: 0 } });

    // Applied again for another reason, and filled again: its owner is still who it was.
    expect(await sync(id, { force: true })).toMatchObject({ status: 'completed', errorMessage: null });
    await git.commit({ 'x.yaml': before }, 'filled again');
    expect(await sync(id)).toMatchObject({ status: 'completed', errorMessage: null, counts: { updated: 1 } });
  });
});
