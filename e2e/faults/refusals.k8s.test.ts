import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { expectFailed } from './expect-failed.ts';
import { startHook } from './hook.ts';
import { isWrite, objectNamed, type Fault, type SeenRequest } from './proxy/fault.ts';
import { expectNoSecrets } from './secrets.ts';
import { openWorld, real, vpc, vpcs, type Placed } from './world.ts';

const about = (name: string) => (seen: SeenRequest) => isWrite(seen) && objectNamed(seen) === name;
const VLAN = 'spec.subnets.default.vlan';

describe.skipIf(real === null)('refusals of objects by a real API server', async () => {
  if (real === null) return;
  const world = await openWorld(real);
  const { proxy } = world;
  afterEach(() => proxy.heal());

  const namesOf = async ({ target }: Placed): Promise<string[]> =>
    (await target.objects()).map(({ metadata }) => metadata.name).toSorted();
  const resultOf = (run: { results: { name: string }[] }, name: string) =>
    run.results.find((result) => result.name === name);

  /** A merge patch of one VPC by another manager. */
  async function edit({ target }: Placed, name: string, manager: string, vlan: number): Promise<void> {
    const path = `/apis/vpc.githedgehog.com/v1beta1/namespaces/${target.namespace}/vpcs/${name}`;
    const { status } = await target.send('PATCH', path, {
      query: { fieldManager: manager },
      contentType: 'application/merge-patch+json',
      body: { spec: { subnets: { default: { vlan } } } },
    });
    expect(status).toBe(200);
  }

  async function vlanOf({ target }: Placed, name: string): Promise<unknown> {
    const found = (await target.objects()).find(({ metadata }) => metadata.name === name);
    return (found?.spec['subnets'] as { default: { vlan: number } } | undefined)?.default.vlan;
  }

  it('422 of the CRD: named to the field, the rest put back', async () => {
    // At least one subnet is wanted where a list is given.
    const refused = JSON.stringify({
      apiVersion: 'vpc.githedgehog.com/v1beta1',
      kind: 'VPCPeering',
      metadata: { name: 'bad' },
      spec: { permit: [{ 'vpc-0': { subnets: [] }, 'vpc-1': {} }] },
    });
    const placed = await world.place({ ...vpcs(3), 'bad.yaml': refused });

    const run = await world.sync(placed.id);

    expect(proxy.requests.filter(({ status }) => status === 422).map(objectNamed)).toEqual(['bad']);
    await expectFailed(world, placed, run, 'K8S_CRD_VALIDATION_FAILED', {
      message:
        /^CRD validation failed: VPCPeering\/[^/]+\/bad: spec\.permit\[0\]\.vpc-0\.subnets: .*at least 1/,
    });
    expect(await namesOf(placed)).toEqual([]);
    expect(resultOf(run, 'bad')).toMatchObject({ outcome: 'failed', code: 'K8S_CRD_VALIDATION_FAILED' });
    await placed.git.commit({ 'bad.yaml': null }, 'without the bad one');
    await world.expectRecovery(placed);
    await world.expectNeighbourUnaffected();
  });

  it('403 of a webhook: the object is at fault, not rights; kept what was applied where the policy says so', async () => {
    const placed = await world.place({}, { failure_policy: 'keep' });
    const hook = await startHook(placed.target, (name) =>
      name === 'vpc-1' ? { denied: 'failed to validate: VLAN is taken' } : {},
    );
    onTestFinished(() => hook.stop());
    const files = { ...vpcs(3), 'vpc-1.yaml': vpc('vpc-1', 1_001, { labels: hook.labels }) };
    await placed.git.commit(files, 'one that the webhook denies');

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_CRD_VALIDATION_FAILED', {
      message: /VPC\/[^/]+\/vpc-1: admission webhook h\w+\.kb\.io: failed to validate: VLAN is taken$/,
    });
    expect(await namesOf(placed)).toEqual(['vpc-0', 'vpc-2']);
    expect(run.counts).toMatchObject({ created: 2, failed: 1 });
    await hook.stop();
    await world.expectRecovery(placed);
  });

  it('a webhook that cannot be reached: the cluster’s trouble, and heals', async () => {
    const placed = await world.place({});
    const hook = await startHook(placed.target, () => ({}));
    onTestFinished(() => hook.stop());
    await hook.hangUp();
    await placed.git.commit({ 'a.yaml': vpc('a', 1_000, { labels: hook.labels }) }, 'asked about');

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_API_SERVER_ERROR', {
      message: /: 500 .*failed calling webhook/,
    });
    expect(await namesOf(placed)).toEqual([]);
    await hook.stop();
    await world.expectRecovery(placed);
  });

  describe('conflicts with another manager', () => {
    it('respect: named with its owner, the rest applied and kept, the next try on schedule', async () => {
      const placed = await world.place(vpcs(3), { conflict_policy: 'respect' });
      await world.sync(placed.id);
      await edit(placed, 'vpc-0', 'kubectl-edit', 1_777);
      await placed.git.commit(vpcs(3, 1_100), 'other vlans');
      await proxy.heal();

      const run = await world.sync(placed.id);

      await expectFailed(world, placed, run, 'K8S_CONFLICT', {
        retry: null,
        message: /^Conflict on VPC vpc-0: spec\.subnets\.default\.vlan is owned by kubectl-edit$/,
      });
      const row = await world.fabricRow(placed.id);
      expect((row.wakeAt?.getTime() ?? 0) - (row.lastAttemptAt?.getTime() ?? 0)).toBe(
        row.syncInterval * 1_000,
      );
      expect(resultOf(run, 'vpc-0')).toMatchObject({ outcome: 'conflict', code: 'K8S_CONFLICT' });
      expect(run.counts).toMatchObject({ updated: 2, conflicts: 1 });
      expect(await Promise.all(['vpc-0', 'vpc-1', 'vpc-2'].map((name) => vlanOf(placed, name)))).toEqual([
        1_777, 1_101, 1_102,
      ]);
      // Settled by those who own it.
      await edit(placed, 'vpc-0', 'kubectl-edit', 1_100);
      await world.expectRecovery(placed);
    });

    it('respect: one who comes between plan and apply wins too', async () => {
      const placed = await world.place(vpcs(2), { conflict_policy: 'respect' });
      await world.sync(placed.id);
      await placed.git.commit(vpcs(2, 1_100), 'other vlans');
      proxy.on(
        about('vpc-0'),
        { do: 'first', action: () => edit(placed, 'vpc-0', 'kubectl-edit', 1_777) },
        { times: 1 },
      );

      const run = await world.sync(placed.id);

      await expectFailed(world, placed, run, 'K8S_CONFLICT', {
        retry: null,
        message: /^Conflict on VPC\/[^/]+\/vpc-0: spec\.subnets\.default\.vlan is owned by kubectl-edit$/,
      });
      expect(run.counts).toMatchObject({ updated: 1, conflicts: 1 });
      expect([await vlanOf(placed, 'vpc-0'), await vlanOf(placed, 'vpc-1')]).toEqual([1_777, 1_101]);
    });

    it('force: the desired state wins, and whose field it was is recorded', async () => {
      const placed = await world.place(vpcs(2));
      await world.sync(placed.id);
      await edit(placed, 'vpc-0', 'kubectl-edit', 1_777);

      const run = await world.sync(placed.id);

      expect(run).toMatchObject({ status: 'completed', counts: { updated: 1, unchanged: 1 } });
      expect(await vlanOf(placed, 'vpc-0')).toBe(1_000);
      expect(resultOf(run, 'vpc-0')).toMatchObject({
        outcome: 'applied',
        warnings: [`${VLAN} was owned by kubectl-edit; the desired state won`],
      });
    });
  });

  describe('a server that is busy or in trouble while we write', () => {
    const status = (code: number, message: string) => ({ kind: 'Status', status: 'Failure', code, message });
    const busy = (headers: Record<string, string>): Fault => ({
      do: 'answer',
      status: 429,
      body: status(429, 'Too many requests, please try again later.'),
      headers,
    });

    it.each<[string, Fault, number, number]>([
      ['429 without Retry-After', busy({}), 10, 0],
      ['429 with Retry-After', busy({ 'retry-after': '1' }), 3, 1_000],
      ['500', { do: 'answer', status: 500, body: status(500, 'etcdserver: leader changed') }, 2, 0],
      [
        '503',
        { do: 'answer', status: 503, body: 'no endpoints', headers: { 'content-type': 'text/plain' } },
        2,
        0,
      ],
      ['answers that are lost', { do: 'lose answer' }, 1, 0],
    ])('a short burst of %s is lived through inside the run', async (_title, fault, times, atLeastMs) => {
      const placed = await world.place(vpcs(10));
      const burst = proxy.on(isWrite, fault, { after: 3, times });

      const run = await world.sync(placed.id);

      expect(run).toMatchObject({ status: 'completed', counts: { created: 10 } });
      expect(burst.hits).toBe(times);
      const of = new Map<string, number[]>();
      for (const seen of proxy.requests.filter(isWrite)) {
        of.set(objectNamed(seen), [...(of.get(objectNamed(seen)) ?? []), seen.at]);
      }
      const repeated = [...of.values()].filter((times) => times.length > 1);
      expect(repeated.length).toBeGreaterThan(0);
      for (const [first = 0, second = 0] of repeated)
        expect(second - first).toBeGreaterThanOrEqual(atLeastMs);
      expect(await world.fabricRow(placed.id)).toMatchObject({ errorCode: null, breakerFailures: 0 });
    });

    it('429 without end while we write: K8S_RATE_LIMITED, nothing half recorded, and heals', async () => {
      const placed = await world.place(vpcs(10));
      proxy.on((seen) => isWrite(seen) && seen.method !== 'DELETE', busy({ 'retry-after': '0' }), {
        after: 5,
      });

      const run = await world.sync(placed.id, { requestTimeoutMs: 2_000 });

      await expectFailed(world, placed, run, 'K8S_RATE_LIMITED');
      expect(run.results.length).toBeGreaterThan(0);
      await world.expectRecovery(placed);
    });
  });

  it('a server that repeats what it was sent makes no value of an object known', async () => {
    const canary = `canary-${'value'.repeat(3)}`;
    const placed = await world.place({ 'a.yaml': vpc('a', 1_000, { annotations: { note: canary } }) });
    proxy.on(isWrite, {
      do: 'answer',
      status: 501,
      body: ({ body }) => `cannot handle ${body} today`,
      headers: { 'content-type': 'text/plain' },
    });

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_API_SERVER_ERROR', {
      message: /: 501 cannot handle \{…\} today/,
    });
    expect(run.results).toHaveLength(1);
    await expectNoSecrets(world, placed.id, { secrets: [world.server.token], values: [canary] });
    await world.expectRecovery(placed);
  });
});
