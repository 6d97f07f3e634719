import { describe, expect, inject, it } from 'vitest';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';

const vpc = (name: string, third: number, vlan: number): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: ${name}}
spec:
  subnets:
    default: {subnet: 10.0.${third}.0/24, vlan: ${vlan}}
`;
const RAW_SWITCH = `apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-01}
spec: {role: server-leaf, profile: vs}
`;

const { repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('the rules of the vendor on the %s API server, which has no webhooks', (_name, server) => {
  describe.skipIf(server === null)('end a run or let it pass', () => {
    it('refuse two VPCs with one subnet before anything is written, and say so of each', async () => {
      if (server === null) throw new Error('left out');
      const target = await clusterUnderTest(server);
      const { git, id: git_repository } = await repository({
        'a.yaml': vpc('vpc-a', 1, 1_001),
        'b.yaml': vpc('vpc-b', 1, 1_002),
        'c.yaml': vpc('vpc-c', 3, 1_003),
      });
      const id = await fabric(target, { git_repository });

      const refused = await sync(id);

      expect(refused).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_CRD_VALIDATION_FAILED',
        counts: { writes: 0 },
      });
      expect(refused.errorMessage).toContain('VPC vpc-a: spec.subnets.default.subnet: 10.0.1.0/24 overlaps');
      expect(await target.objects()).toEqual([]);
      expect(refused.results.map(({ name, action, outcome }) => ({ name, action, outcome }))).toEqual([
        { name: 'vpc-a', action: 'create', outcome: 'failed' },
        { name: 'vpc-b', action: 'create', outcome: 'failed' },
      ]);

      await git.commit({ 'b.yaml': vpc('vpc-b', 2, 1_002) }, 'out of the way');
      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { created: 3 } });
    });

    it('go by what is in the cluster: a neighbour is in the way, a VPC that is renamed is not', async () => {
      if (server === null) throw new Error('left out');
      const target = await clusterUnderTest(server);
      await target.send('POST', `/apis/vpc.githedgehog.com/v1beta1/namespaces/${target.namespace}/vpcs`, {
        body: {
          apiVersion: 'vpc.githedgehog.com/v1beta1',
          kind: 'VPC',
          metadata: { name: 'theirs' },
          spec: { subnets: { default: { subnet: '10.0.9.0/24', vlan: 1_009 } } },
        },
      });
      const { git, id: git_repository } = await repository({ 'a.yaml': vpc('vpc-a', 1, 1_009) });
      const id = await fabric(target, { git_repository });

      const refused = await sync(id);

      expect(refused.errorMessage).toContain('VLAN 1009 is that of subnet default of VPC theirs');
      await git.commit({ 'a.yaml': vpc('vpc-a', 1, 1_001) }, 'another VLAN');
      expect(await sync(id)).toMatchObject({ status: 'completed' });
      await git.commit({ 'a.yaml': vpc('vpc-b', 1, 1_001) }, 'another name');
      expect(await sync(id, { confirm_prune: true })).toMatchObject({
        status: 'completed',
        counts: { created: 1, deleted: 1 },
      });
    });

    it('warn of what only hydration fills in, and let it through', async () => {
      if (server === null) throw new Error('left out');
      const target = await clusterUnderTest(server);
      const { id: git_repository } = await repository({ 'leaf.yaml': RAW_SWITCH });
      const id = await fabric(target, { git_repository });

      const run = await sync(id);

      expect(run).toMatchObject({ status: 'completed', counts: { created: 1 } });
      expect(run.progress.errors.map(({ level, message }) => [level, message])).toContainEqual([
        'warning',
        expect.stringContaining('Switch leaf-01: lacks asn, ip, protocolIP, vtepIP'),
      ]);
    });
  });
});
