import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import { startAdmissionWebhook } from '#e2e/cluster/admission-webhook.ts';
import { openClient, type ApiBody } from '#e2e/cluster/client.ts';
import { clusterUnderTest, harness } from '#e2e/suites/fabric-under-test.ts';
import type { FabricInput } from '#server/domain/wire/fabric.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';

const WIRING = 'apiVersion: wiring.githedgehog.com/v1beta1';
const devices = `${WIRING}
kind: Server
metadata: {name: server-1}
spec: {description: one}
---
${WIRING}
kind: Switch
metadata: {name: leaf-1}
spec: {role: server-leaf, asn: 65101, ip: 172.30.0.8/21, protocolIP: 172.30.8.2/32, vtepIP: 172.30.12.0/32, profile: vs}
`;
const UNBUNDLED = 'unbundled: {link: {server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}}';
const BUNDLED = 'bundled: {links: [{server: {port: server-1/eth0}, switch: {port: leaf-1/E1/1}}]}';
const connection = (spec: string, labels = ''): string => `${WIRING}
kind: Connection
metadata: {name: c1, labels: {${labels}}}
spec: {${spec}}
`;
/** The CRD wants at least one subnet where a list is given; it comes after the two VPCs, and so after the Connection. */
const REFUSED = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCPeering
metadata: {name: bad}
spec:
  permit: [{vpc-1: {subnets: []}, vpc-2: {}}]
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1}
spec: {subnets: {default: {subnet: 10.0.1.0/24, vlan: 1001}}}
---
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-2}
spec: {subnets: {default: {subnet: 10.0.2.0/24, vlan: 1002}}}
`;

const { ctx, repository, fabric, sync } = await harness();
const { real, sandbox } = inject('apiServers');

const pathIn = ({ namespace }: ClusterNamespace): string =>
  `/apis/wiring.githedgehog.com/v1beta1/namespaces/${namespace}/connections/c1`;
const finalizers = (target: ClusterNamespace, names: string[] | null) =>
  target.send('PATCH', pathIn(target), {
    contentType: 'application/merge-patch+json',
    body: { metadata: { finalizers: names } },
  });
const read = async (target: ClusterNamespace): Promise<ApiBody> =>
  (await target.send('GET', pathIn(target))).body;

describe.each([
  ['real', real],
  ['sandbox', sandbox],
] as const)('a Connection of another type, on the %s API server', (_name, server) => {
  describe.skipIf(server === null)('in a whole run', () => {
    /** A fabric in sync with one unbundled Connection. */
    const inSync = async (settings: Partial<FabricInput>, labels = '') => {
      if (server === null) throw new Error('left out');
      const target = await clusterUnderTest(server);
      const { git, id: git_repository } = await repository({
        'devices.yaml': devices,
        'c1.yaml': connection(UNBUNDLED, labels),
      });
      const id = await fabric(target, { git_repository, ...settings });
      expect(await sync(id)).toMatchObject({ status: 'completed', errorMessage: null });
      return { target, git, id, before: await read(target) };
    };

    it('is refused where the fabric does not allow it: nothing is written', async () => {
      const { target, git, id, before } = await inSync({});
      await git.commit({ 'c1.yaml': connection(BUNDLED) }, 'another type');

      const refused = await sync(id);

      expect(refused).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_CRD_VALIDATION_FAILED',
        counts: { writes: 0 },
      });
      expect(refused.errorMessage).toContain('or allow this fabric to replace objects');
      expect(await read(target)).toEqual(before);
    });

    it('is deleted and created anew where it does, and verified', async () => {
      const { target, git, id, before } = await inSync({ allow_replace: true });
      await git.commit({ 'c1.yaml': connection(BUNDLED) }, 'another type');

      const replaced = await sync(id);

      expect(replaced).toMatchObject({ status: 'completed', errorMessage: null });
      expect(replaced.results).toMatchObject([
        { name: 'c1', action: 'replace', outcome: 'applied', before: { spec: before.spec } },
      ]);
      const after = await read(target);
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
      expect(Object.keys(after.spec ?? {})).toEqual(['bundled']);
      expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync' });
      expect((await sync(id)).counts).toMatchObject({ writes: 0 });
    });

    it('waits for a finalizer that is being worked on', async () => {
      const { target, git, id } = await inSync({ allow_replace: true });
      await finalizers(target, ['example.com/hold']);
      await git.commit({ 'c1.yaml': connection(BUNDLED) }, 'another type');

      const running = sync(id);
      await expect
        .poll(async () => (await read(target)).metadata['deletionTimestamp'], { timeout: 10_000 })
        .toBeDefined();
      await finalizers(target, null);

      expect(await running).toMatchObject({ status: 'completed', errorMessage: null });
      expect(Object.keys((await read(target)).spec ?? {})).toEqual(['bundled']);
    });

    it('ends with a clear error where a finalizer holds it, and is there once it is gone', async () => {
      const { target, git, id } = await inSync({ allow_replace: true });
      await finalizers(target, ['example.com/hold']);
      await git.commit({ 'c1.yaml': connection(BUNDLED) }, 'another type');

      const held = await sync(id);

      expect(held).toMatchObject({ status: 'failed', errorCode: 'K8S_CRD_VALIDATION_FAILED' });
      expect(held.errorMessage).toContain(
        'a finalizer holds the object in the cluster, so that it cannot be created anew yet. Connection c1 had been deleted',
      );
      expect(held.results).toMatchObject([{ name: 'c1', outcome: 'rollback_failed' }]);
      expect((await read(target)).metadata['deletionTimestamp']).toBeDefined();

      await finalizers(target, null);
      expect(await sync(id)).toMatchObject({ status: 'completed' });
      expect(Object.keys((await read(target)).spec ?? {})).toEqual(['bundled']);
    }, 60_000);

    it('is put back, owners of its fields included, when something later is refused', async () => {
      const { target, git, id, before } = await inSync({ allow_replace: true });
      await git.commit({ 'c1.yaml': connection(BUNDLED), 'bad.yaml': REFUSED }, 'another type, and worse');

      const failed = await sync(id);

      expect(failed).toMatchObject({ status: 'failed', errorCode: 'K8S_CRD_VALIDATION_FAILED' });
      expect(Object.fromEntries(failed.results.map(({ name, outcome }) => [name, outcome]))).toEqual({
        bad: 'failed',
        c1: 'rolled_back',
        'vpc-1': 'rolled_back',
        'vpc-2': 'rolled_back',
      });
      const after = await read(target);
      expect(after.spec).toEqual(before.spec);
      expect(after.metadata.labels).toEqual(before.metadata.labels);
      expect(after.metadata.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([
        ['fabric-sync', 'Apply'],
      ]);

      await git.commit({ 'c1.yaml': connection(UNBUNDLED), 'bad.yaml': null }, 'as before');
      expect(await sync(id)).toMatchObject({ status: 'completed', counts: { writes: 0 } });
    });
  });
});

describe.skipIf(real === null)('a replacement whose creation the cluster refuses', () => {
  const mark = `t-${randomBytes(4).toString('hex')}`;

  it.each(['keep', 'rollback'] as const)(
    'comes back as it was under the policy %s',
    async (failure_policy) => {
      if (real === null) throw new Error('left out');
      const admin = openClient(real);
      const name = `${failure_policy}-${mark}.kb.io`;
      const webhook = await startAdmissionWebhook(admin, {
        type: 'validating',
        name,
        group: 'wiring.githedgehog.com',
        resource: 'connections',
        labels: { mark: `${failure_policy}-${mark}` },
        decide: ({ object }) =>
          object?.spec && 'bundled' in object.spec ? { denied: 'no bundles today' } : {},
      });
      afterAll(async () => {
        await webhook.stop();
        await admin.close();
      });
      const target = await clusterUnderTest(real);
      const labels = `mark: ${failure_policy}-${mark}`;
      const { git, id: git_repository } = await repository({
        'devices.yaml': devices,
        'c1.yaml': connection(UNBUNDLED, labels),
      });
      const id = await fabric(target, { git_repository, failure_policy, allow_replace: true });
      await sync(id);
      const before = await read(target);
      await effective(target, labels);
      await git.commit({ 'c1.yaml': connection(BUNDLED, labels) }, 'another type');

      const failed = await sync(id);

      expect(failed).toMatchObject({ status: 'failed', errorCode: 'K8S_CRD_VALIDATION_FAILED' });
      expect(failed.errorMessage).toContain('no bundles today');
      expect(failed.errorMessage).toContain('had been deleted to be created anew');
      expect(failed.results).toMatchObject([{ name: 'c1', outcome: 'rolled_back' }]);
      const after = await read(target);
      expect(after.spec).toEqual(before.spec);
      expect(after.metadata.uid).not.toBe(before.metadata.uid);
    },
    60_000,
  );

  /** Until the API server asks the webhook. */
  async function effective(target: ClusterNamespace, labels: string): Promise<void> {
    const [key = '', value = ''] = labels.split(': ');
    const probe = async (): Promise<number> => {
      const { status } = await target.send('POST', pathIn(target).replace(/\/c1$/, ''), {
        query: { dryRun: 'All' },
        body: {
          apiVersion: 'wiring.githedgehog.com/v1beta1',
          kind: 'Connection',
          metadata: { name: 'probe', labels: { [key]: value } },
          spec: { bundled: { links: [] } },
        },
      });
      return status;
    };
    await expect.poll(probe, { timeout: 20_000 }).toBe(403);
  }
});
