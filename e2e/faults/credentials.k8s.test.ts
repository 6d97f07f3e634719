import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { openClient } from '#e2e/cluster/client.ts';
import { createServiceAccount, type Rule, type ServiceAccount } from '#e2e/cluster/service-account.ts';
import { SYNC_CLUSTER_RULES, SYNC_RULES } from '#e2e/cluster/sync-rights.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { updateRepository } from '#server/services/repositories/update-repository.ts';
import { readRun } from '#server/services/runs/read-run.ts';
import { expectFailed, expectRecorded } from './expect-failed.ts';
import { anything, isWrite, objectNamed } from './proxy/fault.ts';
import { expectNoSecrets } from './secrets.ts';
import { openWorld, real, vpc, vpcs, type Placed } from './world.ts';

const VPC_GROUP = 'vpc.githedgehog.com';
const peering = JSON.stringify({
  apiVersion: `${VPC_GROUP}/v1beta1`,
  kind: 'VPCPeering',
  metadata: { name: 'peering' },
  spec: { permit: [{ 'vpc-0': {}, 'vpc-1': {} }] },
});

/** The rights of a sync, without any on one resource. */
const without = (resource: string): Rule[] =>
  SYNC_RULES.map((rule) => ({ ...rule, resources: rule.resources.filter((one) => one !== resource) }));
/** The same, without those that change it. */
const readOnly = (resource: string): Rule[] => [
  ...without(resource),
  { apiGroups: [VPC_GROUP], resources: [resource], verbs: ['get', 'list', 'watch'] },
];

describe.skipIf(real === null)('credentials and rights on a real API server', async () => {
  if (real === null) return;
  const world = await openWorld(real);
  const { proxy, ctx } = world;
  const admin = openClient(real);
  afterAll(() => admin.close());
  afterEach(() => proxy.heal());

  const accounts: ServiceAccount[] = [];
  afterAll(() => Promise.all(accounts.map((account) => account.remove())));
  /** An account in a fabric's namespace; again with other rules, it has those from then on. */
  async function account({ target: { namespace } }: Pick<Placed, 'target'>, rules: Rule[], name = 'sync') {
    const made = await createServiceAccount(admin, {
      name,
      namespace,
      rules,
      clusterRules: SYNC_CLUSTER_RULES,
    });
    accounts.push(made);
    return made;
  }
  const use = (placed: Placed, kubernetes_token: string) =>
    updateFabric(ctx, placed.id, { kubernetes_token });
  const namesOf = async ({ target }: Placed): Promise<string[]> =>
    (await target.objects()).map(({ metadata }) => metadata.name).toSorted();
  /** RBAC reaches the server's own cache a moment after it is written. */
  async function untilMay(
    { target: { namespace } }: Placed,
    token: string,
    verb: string,
    resource: string,
    may: boolean,
  ) {
    const ask = async (): Promise<boolean> => {
      const { body } = await admin.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        token,
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { namespace, verb, group: VPC_GROUP, resource } },
        },
      });
      return (body.status as { allowed: boolean }).allowed;
    };
    await expect.poll(ask, { timeout: 10_000 }).toBe(may);
  }

  it('a token that nobody knows → K8S_AUTH_INVALID_TOKEN, until it is set right', async () => {
    const placed = await world.place(vpcs(1), {
      kubernetes_token: `wrong-${randomBytes(16).toString('hex')}`,
    });

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_AUTH_INVALID_TOKEN');
    expect(proxy.writes()).toEqual([]);
    await use(placed, world.server.token);
    await world.expectRecovery(placed);
    await world.expectNeighbourUnaffected();
  });

  it('no token where one is wanted → K8S_AUTH_INVALID_TOKEN', async () => {
    const placed = await world.place(vpcs(1), { kubernetes_token: '' });

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_AUTH_INVALID_TOKEN');
    expect(proxy.writes()).toEqual([]);
  });

  describe.each(['rollback', 'keep'] as const)(
    'revoked in the middle of the writes, policy %s',
    (failure_policy) => {
      it('→ K8S_AUTH_INVALID_TOKEN; what was written is told, and a new token heals', async () => {
        const placed = await world.place(vpcs(30), { failure_policy });
        const gone = await account(placed, SYNC_RULES, 'gone');
        // Never shown to the server before its account is gone: no cache of the server knows it.
        const revoked = await gone.token();
        await gone.remove();
        let writes = 0;
        proxy.on((seen) => (isWrite(seen) ? (writes += 1) > 10 : writes > 10), { do: 'as', token: revoked });

        const run = await world.sync(placed.id);

        await expectFailed(world, placed, run, 'K8S_AUTH_INVALID_TOKEN');
        const there = await namesOf(placed);
        expect(there.length).toBeGreaterThanOrEqual(10);
        const kept = failure_policy === 'keep' ? 'applied' : 'rollback_failed';
        expect(
          run.results
            .filter(({ outcome }) => outcome === kept)
            .map(({ name }) => name)
            .toSorted(),
        ).toEqual(there);
        expectRecorded(world, run);
        await expectNoSecrets(world, placed.id, { secrets: [revoked, world.server.token] });
        const recovered = await world.expectRecovery(placed);
        expect(recovered.counts).toMatchObject({ unchanged: there.length, created: 30 - there.length });
      });
    },
  );

  it('rights missing for one kind → named, with the manifest that grants them; what that grants is enough', async () => {
    const placed = await world.place({ ...vpcs(2), 'peering.yaml': peering });
    const limited = await account(placed, readOnly('vpcpeerings'));
    const token = await limited.token();
    await use(placed, token);

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_AUTH_INSUFFICIENT_PERMISSIONS', {
      advice:
        /^Update RBAC permissions for the service account: vpcpeerings\.vpc\.githedgehog\.com: create, update, patch, delete\. /,
    });
    expect(run.results).toEqual([]);
    expect(await namesOf(placed)).toEqual([]);
    await expectNoSecrets(world, placed.id, { secrets: [token] });

    const manifest = (run.errorAdvice ?? '').split('This manifest grants them:\n')[1] ?? '';
    for (const document of parseAllDocuments(manifest)) {
      const object = document.toJS() as { kind: string; metadata: { name: string; namespace: string } };
      const { name, namespace } = object.metadata;
      const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/${object.kind.toLowerCase()}s/${name}`;
      const { status } = await admin.send('PATCH', path, {
        query: { fieldManager: 'kubectl' },
        contentType: 'application/apply-patch+yaml',
        body: object,
      });
      expect(status).toBe(201);
    }
    await untilMay(placed, token, 'patch', 'vpcpeerings', true);
    await world.expectRecovery(placed);
    expect(await namesOf(placed)).toEqual(['peering', 'vpc-0', 'vpc-1']);
  });

  it('rights that go between the check and a write → K8S_AUTH_INSUFFICIENT_PERMISSIONS, and what was written is put back', async () => {
    const placed = await world.place(vpcs(5));
    const weak = await account(placed, readOnly('vpcs'), 'weak');
    const token = await weak.token();
    proxy.on((seen) => isWrite(seen) && objectNamed(seen) === 'vpc-3', { do: 'as', token }, { times: 1 });

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_AUTH_INSUFFICIENT_PERMISSIONS', {
      advice: new RegExp(`patch vpcs\\.vpc\\.githedgehog\\.com in namespace ${placed.target.namespace}$`),
    });
    expect(await namesOf(placed)).toEqual([]);
    await world.expectRecovery(placed);
  });

  it('a kind that left the source and may no longer be read is not forgotten: never In Sync over its leftovers', async () => {
    const placed = await world.place({ ...vpcs(2), 'peering.yaml': peering });
    const token = await (await account(placed, SYNC_RULES)).token();
    await use(placed, token);
    await world.expectRecovery(placed);
    await account(placed, without('vpcpeerings'));
    await untilMay(placed, token, 'list', 'vpcpeerings', false);
    await placed.git.commit({ 'peering.yaml': null }, 'without the peering');

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_AUTH_INSUFFICIENT_PERMISSIONS', {
      advice: /vpcpeerings\.vpc\.githedgehog\.com: get, list, watch, delete\. /,
    });
    await account(placed, SYNC_RULES);
    await untilMay(placed, token, 'list', 'vpcpeerings', true);
    const recovered = await world.expectRecovery(placed);
    expect(recovered.counts).toMatchObject({ deleted: 1, unchanged: 2 });
  });

  it('a kind that was never used and may not be read is left out, and said', async () => {
    const placed = await world.place(vpcs(1));
    const token = await (await account(placed, without('vpcpeerings'))).token();
    await use(placed, token);

    const run = await world.expectRecovery(placed);

    const read = (await readRun(ctx, run.id)).steps.find(({ step }) => step === 'read');
    expect(read?.message).toMatch(/no right to read: VPCPeering$/);
  });

  it('no credential is told, whatever the cluster and Git say: token, Git token, key of the authority', async () => {
    const gitToken = `git-${randomBytes(16).toString('hex')}`;
    const placed = await world.place({ 'a.yaml': vpc('a', 1_000) });
    await updateRepository(ctx, placed.repositoryId, { auth_type: 'token', token: gitToken });
    const token = await (await account(placed, SYNC_RULES)).token();
    await use(placed, token);
    proxy.on(anything, {
      do: 'answer',
      status: 501,
      body: ({ authorization }) => `who is ${authorization}? I do not know ${authorization.split(' ')[1]}`,
      headers: { 'content-type': 'text/plain' },
    });
    const secrets = [token, gitToken, world.server.token, proxy.ca.key.split('\n')[1] ?? '-'];

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_API_SERVER_ERROR', {
      message: /who is Bearer \[redacted\] I do not know \[redacted\]$/,
    });
    await expectNoSecrets(world, placed.id, { secrets });
    expect(await world.expectRecovery(placed)).toMatchObject({ counts: { created: 1 } });
    await expectNoSecrets(world, placed.id, { secrets });
  });
});
