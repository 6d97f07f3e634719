import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';

const EXAMPLE = join(import.meta.dirname, '../../e2e/demo/fabric');
const PREPOP = join(import.meta.dirname, '../../../shared/samples/vlab-prepop');

/** The files of a folder by their paths in it. */
function filesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

const vpc = (name: string, vlan: number): string => `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: ${name}}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
    default: {subnet: 10.0.${vlan % 250}.0/24, vlan: ${vlan}}
`;
/** The CRD wants at least one subnet where a list is given. */
const REFUSED = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: bad}
spec:
  permit: [{vpc-0: {subnets: []}, vpc-1: {}}]
`;
const vpcs = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`vpc-${n}.yaml`, vpc(`vpc-${n}`, 1_000 + n)]));

const { ctx, repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

/** name → resourceVersion: whoever writes an object moves it. */
async function versions(cluster: ClusterNamespace): Promise<Map<string, string>> {
  const objects = await cluster.objects();
  return new Map(objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.resourceVersion]));
}

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('a sync on the %s API server', (_name, server) => {
  describe.skipIf(server === null)('from Git to the cluster', () => {
    const meet = async (): Promise<ClusterNamespace> => {
      if (server === null) throw new Error('left out');
      return await clusterUnderTest(server);
    };

    it('brings a whole fabric into the cluster, verified, and then writes nothing', async () => {
      const target = await meet();
      const { id: git_repository } = await repository(filesOf(EXAMPLE));
      const id = await fabric(target, { git_repository });

      const first = await sync(id);

      expect(first).toMatchObject({
        status: 'completed',
        errorMessage: null,
        counts: { desired: 48, created: 48, writes: 48 },
      });
      expect(await target.objects()).toHaveLength(48);
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'in_sync',
        why: 'verified 48 objects equal',
        drift_count: 0,
        cached_vpc_count: 3,
      });
      const before = await versions(target);
      const second = await sync(id);
      expect(second.counts).toMatchObject({ unchanged: 48, writes: 0 });
      expect(second.results).toEqual([]);
      expect(await versions(target)).toEqual(before);
    });

    it.skipIf(!existsSync(PREPOP))(
      'brings the 48 resources of the vlab sample (../shared) into the cluster',
      async () => {
        const target = await meet();
        // Two of its objects name the namespace `default`; here they go where the others go.
        const files = Object.fromEntries(
          Object.entries(filesOf(PREPOP)).map(([path, text]) => [
            path,
            text.replace('namespace: default', `namespace: ${target.namespace}`),
          ]),
        );
        const { id: git_repository } = await repository(files);
        const id = await fabric(target, { git_repository });

        const first = await sync(id);

        expect(first.errorMessage).toBeNull();
        expect(first.counts).toMatchObject({ desired: 48, created: 48, failed: 0 });
        expect(await target.objects()).toHaveLength(48);
        expect((await sync(id)).counts).toMatchObject({ writes: 0, unchanged: 48 });
      },
    );

    it('writes exactly the object that changed, and deletes exactly the one that left', async () => {
      const target = await meet();
      const { git, id: git_repository } = await repository(vpcs(3));
      const id = await fabric(target, { git_repository });
      await sync(id);
      const before = await versions(target);

      await git.commit({ 'vpc-1.yaml': vpc('vpc-1', 1_999) }, 'another vlan');
      const changed = await sync(id);

      expect(changed.counts).toMatchObject({ updated: 1, unchanged: 2, writes: 1 });
      const after = await versions(target);
      expect([...after].filter(([key, version]) => before.get(key) !== version).map(([key]) => key)).toEqual([
        'VPC/vpc-1',
      ]);

      await git.commit({ 'vpc-1.yaml': null }, 'gone');
      const removed = await sync(id);

      expect(removed.counts).toMatchObject({ deleted: 1, unchanged: 2, writes: 1 });
      expect([...(await versions(target)).keys()].sort()).toEqual(['VPC/vpc-0', 'VPC/vpc-2']);
    });

    it('refuses to delete everything because the source came up empty, until a person consents', async () => {
      const target = await meet();
      const { git, id: git_repository } = await repository(vpcs(2));
      const id = await fabric(target, { git_repository });
      await sync(id);

      await git.commit({ 'vpc-0.yaml': null, 'vpc-1.yaml': null }, 'empty');
      const refused = await sync(id);

      expect(refused).toMatchObject({
        status: 'failed',
        errorCode: 'SYNC_MASS_PRUNE_REFUSED',
        counts: { writes: 0 },
      });
      expect(await target.objects()).toHaveLength(2);
      const consented = await sync(id, { confirm_prune: true });
      expect(consented).toMatchObject({ status: 'completed', counts: { deleted: 2 } });
      expect(await target.objects()).toEqual([]);
    });

    it('leaves alone what belongs to another fabric on the same namespace', async () => {
      const target = await meet();
      const { id: git_repository } = await repository(vpcs(2));
      const owner = await fabric(target, { git_repository });
      await sync(owner);
      const before = await versions(target);
      const second = await fabric(target, { git_repository });

      const beside = await sync(second);
      expect(beside).toMatchObject({ status: 'completed', counts: { writes: 0 } });
      expect(beside.progress.errors.map(({ message }) => message)).toContain(
        '2 objects of another fabric in the same cluster and namespace: left alone',
      );

      const { git: other, id: otherRepository } = await repository({ 'vpc.yaml': vpc('vpc-1', 1_555) });
      const third = await fabric(target, { git_repository: otherRepository });
      expect(await sync(third)).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_CONFLICT',
        errorMessage: 'Conflict on VPC vpc-1: the object is owned by another fabric',
        counts: { writes: 0 },
      });
      await other.commit({ 'vpc.yaml': null }, 'nothing');
      expect(await sync(third)).toMatchObject({ status: 'completed' });
      expect(await versions(target)).toEqual(before);
    });

    it('with a wrong token writes nothing, says so, and tries again by itself once it is right', async () => {
      const target = await meet();
      const { id: git_repository } = await repository(vpcs(1));
      const id = await fabric(target, { git_repository, kubernetes_token: 'not-a-token' });

      const refused = await sync(id);

      expect(refused).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_AUTH_INVALID_TOKEN',
        errorMessage: 'Authentication failed - Invalid service account token',
      });
      expect(await target.objects()).toEqual([]);
      expect(await readFabric(ctx, id)).toMatchObject({
        calculated_sync_status: 'error',
        action_button: 'Fix Configuration',
        next_sync: null,
        why: 'automatic runs stopped: credentials refused',
      });
      const fixed = await updateFabric(ctx, id, { kubernetes_token: target.server.token });
      expect(fixed.next_sync).not.toBeNull();
      expect(await sync(id)).toMatchObject({ status: 'completed' });
    });

    it('puts everything back when one object is refused, and says what happened to each', async () => {
      const target = await meet();
      const { git, id: git_repository } = await repository(vpcs(5));
      const id = await fabric(target, { git_repository });
      await sync(id);
      const specs = (await target.objects()).map(({ metadata, spec }) => ({ name: metadata.name, spec }));

      await git.commit(
        { 'vpc-1.yaml': vpc('vpc-1', 1_600), 'vpc-2.yaml': vpc('vpc-2', 1_601), 'bad.yaml': REFUSED },
        'two good, one bad',
      );
      const failed = await sync(id);

      expect(failed).toMatchObject({ status: 'failed', errorCode: 'K8S_CRD_VALIDATION_FAILED' });
      expect((await target.objects()).map(({ metadata, spec }) => ({ name: metadata.name, spec }))).toEqual(
        specs,
      );
      expect(Object.fromEntries(failed.results.map(({ name, outcome }) => [name, outcome]))).toEqual({
        'vpc-1': 'rolled_back',
        'vpc-2': 'rolled_back',
        bad: 'failed',
      });
    });

    it('keeps what was applied where the fabric says so', async () => {
      const target = await meet();
      const { id: git_repository } = await repository({ ...vpcs(2), 'bad.yaml': REFUSED });
      const id = await fabric(target, { git_repository, failure_policy: 'keep' });

      const failed = await sync(id);

      expect(failed).toMatchObject({ status: 'failed', counts: { created: 2, failed: 1 } });
      expect((await target.objects()).map(({ metadata }) => metadata.name).sort()).toEqual([
        'vpc-0',
        'vpc-1',
      ]);
    });

    it('takes back a change that somebody made in the cluster, and deletes nothing that is not its own', async () => {
      const target = await meet();
      const { id: git_repository } = await repository(vpcs(2));
      const id = await fabric(target, { git_repository });
      await sync(id);
      const path = `/apis/vpc.githedgehog.com/v1beta1/namespaces/${target.namespace}/vpcs`;
      await target.send('PATCH', `${path}/vpc-0`, {
        contentType: 'application/merge-patch+json',
        body: { spec: { subnets: { default: { vlan: 1_777 } } } },
      });
      const theirs = {
        apiVersion: 'vpc.githedgehog.com/v1beta1',
        kind: 'VPC',
        metadata: { name: 'theirs' },
        spec: {},
      };
      await target.send('POST', path, { body: theirs });

      const run = await sync(id);

      expect(run).toMatchObject({ status: 'completed', counts: { updated: 1, unchanged: 1, deleted: 0 } });
      expect(run.results[0]?.changes).toEqual([
        { path: ['spec', 'subnets', 'default', 'vlan'], desired: 1_000, live: 1_777 },
      ]);
      expect((await target.objects()).map(({ metadata }) => metadata.name)).toContain('theirs');
    });
  });
});
