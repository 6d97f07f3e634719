import { describe, expect, inject, it } from 'vitest';
import { kubectlFor } from '#e2e/app/kubectl.ts';
import { findKubectl } from '#e2e/cluster/binaries.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';

const { repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const vpc = (subnets: string, labels = 'team: net'): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1, labels: {${labels}}}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
${subnets}
`;
const WEB = '    web: {subnet: 10.0.1.0/24, vlan: 1001, isolated: true}';
const DB = '    db: {subnet: 10.0.2.0/24, vlan: 1002}';

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('adopting what kubectl wrote, on the %s API server', (_name, server) => {
  const meet = async () => {
    if (server === null) throw new Error('left out');
    const target = await clusterUnderTest(server);
    const kubectl = await kubectlFor(target);
    if (kubectl === null) throw new Error('left out');
    return { target, kubectl };
  };

  describe.skipIf(server === null || findKubectl() === null)('by either way of apply', () => {
    it.each([
      ['client-side', []],
      ['server-side', ['--server-side']],
    ])('%s: what leaves Git after the adoption leaves the cluster', async (_how, flags) => {
      const { target, kubectl } = await meet();
      expect(await kubectl.apply(vpc(`${WEB}\n${DB}`, 'team: net, site: a'), ...flags)).toMatchObject({
        code: 0,
      });
      const { git, id: git_repository } = await repository({
        'vpc.yaml': vpc(`${WEB}\n${DB}`, 'team: net, site: a'),
      });
      const id = await fabric(target, { git_repository });

      const adopted = await sync(id);

      expect(adopted).toMatchObject({
        status: 'completed',
        errorMessage: null,
        counts: { updated: 1, writes: 2 },
      });
      const [owned] = await target.objects();
      expect(owned?.metadata.annotations).not.toHaveProperty([LAST_APPLIED]);
      expect(owned?.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['fabric-sync']);
      expect((await sync(id)).counts).toMatchObject({ writes: 0, unchanged: 1 });

      await git.commit({ 'vpc.yaml': vpc(WEB.replace(', isolated: true', '')) }, 'less');
      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { updated: 1, writes: 1 } });

      const [left] = await target.objects();
      expect(left?.spec).toEqual({
        ipv4Namespace: 'default',
        vlanNamespace: 'default',
        subnets: { web: { subnet: '10.0.1.0/24', vlan: 1001 } },
      });
      expect(left?.metadata.labels).toMatchObject({ team: 'net' });
      expect(left?.metadata.labels).not.toHaveProperty('site');
    });

    it('what Git never said stays, and stays its writer’s', async () => {
      const { target, kubectl } = await meet();
      await kubectl.apply(vpc(`${WEB}\n${DB}`));
      const { id: git_repository } = await repository({ 'vpc.yaml': vpc(WEB) });
      const id = await fabric(target, { git_repository });

      expect(await sync(id)).toMatchObject({ status: 'completed' });

      const [object] = await target.objects();
      expect(object?.spec).toMatchObject({ subnets: { db: { vlan: 1002 } } });
      expect(object?.metadata.managedFields?.map(({ manager }) => manager).sort()).toEqual([
        'fabric-sync',
        'kubectl-client-side-apply',
      ]);
    });

    it('a refused adoption leaves owners and annotation as they were', async () => {
      const { target, kubectl } = await meet();
      await kubectl.apply(vpc(WEB));
      const [before] = await target.objects();
      // Only the cluster itself looks at types.
      const { id: git_repository } = await repository({
        'vpc.yaml': vpc(WEB.replace('isolated: true', 'isolated: maybe')),
      });
      const id = await fabric(target, { git_repository });

      expect(await sync(id)).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_CRD_VALIDATION_FAILED',
        counts: { failed: 1, writes: 1 },
      });

      const [after] = await target.objects();
      expect(after?.spec).toEqual(before?.spec);
      expect(after?.metadata.annotations).toEqual(before?.metadata.annotations);
      expect(after?.metadata.managedFields?.map(({ manager }) => manager)).toEqual([
        'kubectl-client-side-apply',
      ]);
    });
  });
});
