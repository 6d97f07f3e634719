import { afterEach, describe, expect, it } from 'vitest';
import { createServiceAccount } from '#e2e/cluster/service-account.ts';
import { SYNC_CLUSTER_RULES, SYNC_RULES } from '#e2e/cluster/sync-rights.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { readRun } from '#server/services/runs/read-run.ts';
import { expectFailed } from './expect-failed.ts';
import { openOwnCluster, whyNoCluster, type Crd } from './own-cluster.ts';
import { isWrite } from './proxy/fault.ts';
import { expectNoSecrets } from './secrets.ts';
import { openWorld, vpc, vpcs, type Placed } from './world.ts';

const VPCS = 'vpcs.vpc.githedgehog.com';
const PEERINGS = 'vpcpeerings.vpc.githedgehog.com';
const GATEWAYS = ['gateways', 'gatewaygroups', 'gatewaypeerings'].map(
  (name) => `${name}.gateway.githedgehog.com`,
);
const peering = JSON.stringify({
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPCPeering',
  metadata: { name: 'peering' },
  spec: { permit: [{ 'vpc-0': {}, 'vpc-1': {} }] },
});

/** The VPC CRD of a later release, with two fields that this app has never heard of. */
const withNewFields = (crd: Crd): Crd => {
  const changed = structuredClone(crd);
  for (const { schema } of changed.spec.versions) {
    Object.assign(schema.openAPIV3Schema.properties.spec.properties, {
      futureMode: { type: 'string' },
      futureRules: {
        type: 'array',
        items: { type: 'object', properties: { name: { type: 'string' }, depth: { type: 'integer' } } },
      },
    });
  }
  return changed;
};

/** The same CRD, served under another version only. */
const servedElsewhere = (crd: Crd): Crd => {
  const [version] = crd.spec.versions;
  if (version === undefined) throw new Error('no version');
  const versions = [
    { ...version, served: false },
    { ...version, name: 'v1beta2', storage: false },
  ];
  return { ...crd, spec: { ...crd.spec, versions } };
};

const missing = await whyNoCluster();
if (missing !== null) process.stdout.write(`Left out: CRDs that change under a sync: ${missing}\n`);

describe.skipIf(missing !== null)('CRDs that change on a real API server of its own', async () => {
  if (missing !== null) return;
  const cluster = await openOwnCluster();
  const world = await openWorld(cluster.server);
  const { proxy, ctx } = world;
  const original = { [VPCS]: await cluster.readCrd(VPCS), [PEERINGS]: await cluster.readCrd(PEERINGS) };
  afterEach(() => proxy.heal());

  const specOf = async ({ target }: Placed, name: string) =>
    (await target.objects()).find(({ metadata }) => metadata.name === name)?.spec;
  const stepOf = async (runId: number, step: string) =>
    (await readRun(ctx, runId)).steps.find((one) => one.step === step)?.message;

  it('fields that this app does not know go from Git to the cluster and back, once the CRD knows them', async () => {
    const first = { futureMode: 'fast', futureRules: [{ name: 'a', depth: 3 }, { name: 'b' }] };
    const placed = await world.place({ 'a.yaml': vpc('a', 1_000, { spec: first }) });

    const refused = await world.sync(placed.id);

    await expectFailed(world, placed, refused, 'K8S_CRD_VALIDATION_FAILED', {
      message: /spec\.future(Mode|Rules): the cluster does not know this field/,
    });
    await cluster.putCrd(withNewFields(original[VPCS]));
    await world.expectRecovery(placed);
    expect(await specOf(placed, 'a')).toMatchObject(first);
    expect((await world.sync(placed.id)).counts).toMatchObject({ unchanged: 1, writes: 0 });

    const second = { futureRules: [{ name: 'b', depth: 4 }] };
    await placed.git.commit({ 'a.yaml': vpc('a', 1_000, { spec: second }) }, 'other values, one field fewer');
    const changed = await world.sync(placed.id);

    expect(changed).toMatchObject({ status: 'completed', counts: { updated: 1, writes: 1 } });
    expect(await specOf(placed, 'a')).toMatchObject(second);
    expect(await specOf(placed, 'a')).not.toHaveProperty('futureMode');
    await placed.git.commit({ 'a.yaml': vpc('a', 1_000) }, 'none of them');
    expect(await world.sync(placed.id)).toMatchObject({ status: 'completed', counts: { updated: 1 } });
    expect(await specOf(placed, 'a')).not.toHaveProperty('futureRules');
    await cluster.putCrd(original[VPCS]);
  });

  it('a kind that is not installed → K8S_CRD_NOT_FOUND where it is wanted, left out and said where it is not', async () => {
    const wanted = await world.place({ ...vpcs(2), 'peering.yaml': peering });
    const notWanted = await world.place(vpcs(2));
    await Promise.all([PEERINGS, ...GATEWAYS].map((name) => cluster.dropCrd(name)));

    const run = await world.sync(wanted.id);

    await expectFailed(world, wanted, run, 'K8S_CRD_NOT_FOUND');
    expect(proxy.writes()).toEqual([]);
    expect(world.lines().find((line) => line['runId'] === run.id && line.msg === 'run failed')).toMatchObject(
      {
        details: { kinds: 'VPCPeering' },
      },
    );
    const without = await world.expectRecovery(notWanted);
    expect(without.counts).toMatchObject({ created: 2 });
    expect(await stepOf(without.id, 'read')).toMatch(
      /; not installed in the cluster: VPCPeering, Gateway, GatewayGroup, GatewayPeering$/,
    );
    await cluster.putCrd(original[PEERINGS]);
    await world.expectRecovery(wanted);
  });

  it('a CRD that goes in the middle of the writes → K8S_CRD_NOT_FOUND, nobody is stuck, and it heals', async () => {
    const placed = await world.place(vpcs(20));
    proxy.on(isWrite, { do: 'first', action: () => cluster.dropCrd(VPCS) }, { after: 7, times: 1 });

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_CRD_NOT_FOUND');
    expect(run.results.filter(({ outcome }) => outcome === null)).toEqual([]);
    await cluster.putCrd(original[VPCS]);
    const recovered = await world.expectRecovery(placed);
    expect(recovered.counts).toMatchObject({ created: 20 });
  });

  it('a kind that is served under another version only → K8S_API_VERSION_MISMATCH', async () => {
    const placed = await world.place(vpcs(1));
    const others = await world.place({
      'a.yaml': JSON.stringify({
        apiVersion: 'wiring.githedgehog.com/v1beta1',
        kind: 'VLANNamespace',
        metadata: { name: 'vlans' },
        spec: { ranges: [{ from: 1_000, to: 2_999 }] },
      }),
    });
    await cluster.putCrd(servedElsewhere(original[VPCS]));

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_API_VERSION_MISMATCH');
    expect(proxy.writes()).toEqual([]);
    expect(world.lines().find((line) => line['runId'] === run.id && line.msg === 'run failed')).toMatchObject(
      {
        details: { kind: 'VPC', wanted: 'v1beta1', served: 'v1beta2' },
      },
    );
    await world.expectRecovery(others);
    await cluster.putCrd(original[VPCS]);
    await world.expectRecovery(placed);
  });

  it('a token that the cluster itself signed and whose time is over → K8S_AUTH_TOKEN_EXPIRED', async () => {
    const placed = await world.place(vpcs(1));
    const { namespace } = placed.target;
    const account = await createServiceAccount(cluster.admin, {
      name: 'sync',
      namespace,
      rules: SYNC_RULES,
      clusterRules: SYNC_CLUSTER_RULES,
    });
    const token = await account.token();
    const now = Math.floor(Date.now() / 1_000);
    const expired = await cluster.resign(token, { iat: now - 7_200, exp: now - 3_600 });
    const valid = await cluster.resign(token, { iat: now - 60, exp: now + 3_600 });
    await updateFabric(ctx, placed.id, { kubernetes_token: expired });

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_AUTH_TOKEN_EXPIRED');
    expect(proxy.requests.filter(({ status }) => status === 401)).not.toEqual([]);
    await expectNoSecrets(world, placed.id, { secrets: [expired, expired.split('.')[2] ?? '-'] });
    await updateFabric(ctx, placed.id, { kubernetes_token: valid });
    await world.expectRecovery(placed);
    await world.expectNeighbourUnaffected();
  });
});
