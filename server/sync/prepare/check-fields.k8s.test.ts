import { describe, expect, inject, it } from 'vitest';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';

const { repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const vpc = (name: string, third: number, more = ''): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: ${name}}
spec: {subnets: {default: {subnet: 10.0.${third}.0/24, vlan: ${1_000 + third}${more}}}}
`;
const server2 = `apiVersion: wiring.githedgehog.com/v1beta1
kind: Server
metadata: {name: server-2}
spec: {descripton: one}
`;

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('fields that the CRD does not have, on the %s API server', (_name, server) => {
  it.skipIf(server === null)(
    'are all named before anything is written, and stop nothing once they are gone',
    async () => {
      if (server === null) throw new Error('left out');
      const target = await clusterUnderTest(server);
      const { git, id: git_repository } = await repository({
        'good.yaml': vpc('vpc-1', 1),
        'bad.yaml': `${vpc('vpc-2', 2, ', vlna: 7')}---\n${server2}`,
      });
      const id = await fabric(target, { git_repository });

      const refused = await sync(id);

      expect(refused).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_CRD_VALIDATION_FAILED',
        counts: { writes: 0 },
      });
      expect(refused.errorMessage).toContain('(and 1 more');
      expect(
        Object.fromEntries(
          refused.results.map(({ name, outcome, message }) => [name, `${outcome}: ${message}`]),
        ),
      ).toEqual({
        'vpc-2': 'failed: the cluster does not know this field (bad.yaml:1)',
        'server-2': 'failed: the cluster does not know this field (bad.yaml:6)',
      });
      expect(await target.objects()).toEqual([]);

      await git.commit({ 'bad.yaml': vpc('vpc-2', 2) }, 'right');
      expect(await sync(id)).toMatchObject({
        status: 'completed',
        errorMessage: null,
        counts: { writes: 2 },
      });
    },
  );
});
