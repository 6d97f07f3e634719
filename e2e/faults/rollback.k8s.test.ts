import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterNamespace } from '#e2e/app/cluster-namespace.ts';
import type { EndedRun } from './engine.ts';
import { expectRecorded } from './expect-failed.ts';
import { isWrite, objectNamed, type Fault, type Matches } from './proxy/fault.ts';
import { openWorld, real, vpc, type Placed } from './world.ts';

const VPCS = '/apis/vpc.githedgehog.com/v1beta1/namespaces';
const count = (length: number): number[] => Array.from({ length }, (_, n) => n);
/** 66 objects, of which the change updates 33 and deletes 33 (half is no mass prune), and 34 more that it creates: 100 writes. */
const BEFORE = Object.fromEntries(
  count(66).map((n) => [
    `${n < 33 ? 'updated' : 'deleted'}-${n}.yaml`,
    vpc(`${n < 33 ? 'u' : 'd'}-${n}`, 1_000 + n),
  ]),
);
const CHANGE: Record<string, string | null> = {
  ...Object.fromEntries(
    count(33).map((n) => [`updated-${n}.yaml`, vpc(`u-${n}`, 2_000 + n, { spec: { mode: 'l3vni' } })]),
  ),
  ...Object.fromEntries(count(33).map((n) => [`deleted-${n + 33}.yaml`, null])),
  ...Object.fromEntries(count(34).map((n) => [`created-${n}.yaml`, vpc(`c-${n}`, 3_000 + n)])),
};
const WRITES = 100;

const REFUSAL: Fault = {
  do: 'answer',
  status: 403,
  body: {
    kind: 'Status',
    status: 'Failure',
    code: 403,
    reason: 'Forbidden',
    message: 'admission webhook "vvpc.kb.io" denied the request: not on a Friday',
  },
};
const AWAY: Fault = {
  do: 'answer',
  status: 503,
  body: 'no endpoints available',
  headers: { 'content-type': 'text/plain' },
};

/** All that a person would compare: content, finalizers, and who owns which field. Not what a deletion takes for good (uid, age). */
async function snapshot({ objects }: ClusterNamespace) {
  const found = (await objects()).map(({ kind, metadata, spec }) => {
    const { name, labels, annotations, managedFields = [] } = metadata;
    const { finalizers } = metadata as { finalizers?: string[] };
    const owners = managedFields
      .map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }))
      .toSorted((a, b) => (`${a.manager}${a.operation}` < `${b.manager}${b.operation}` ? -1 : 1));
    return { kind, name, labels, annotations, finalizers, spec, owners };
  });
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const outcomesOf = (run: EndedRun): Set<string | null> => new Set(run.results.map(({ outcome }) => outcome));

describe.skipIf(real === null)('rollback on a real API server', async () => {
  if (real === null) return;
  const world = await openWorld(real);
  const { proxy } = world;
  let placed: Placed;
  let before: Awaited<ReturnType<typeof snapshot>>;

  beforeAll(async () => {
    placed = await world.place(BEFORE);
    await world.sync(placed.id);
    // Somebody else's part of one object.
    const { send, namespace } = placed.target;
    await send('PATCH', `${VPCS}/${namespace}/vpcs/u-7`, {
      query: { fieldManager: 'somebody' },
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: ['fabric-sync.test/kept'], annotations: { theirs: 'kept' } } },
    });
    before = await snapshot(placed.target);
    await placed.git.commit(CHANGE, 'a change of everything');
    await proxy.heal();
  });
  afterEach(() => proxy.heal());

  it.each(count(WRITES).map((n) => n + 1))(
    'write %i of 100 is refused: every object is as before',
    async (position) => {
      const refused = proxy.on(isWrite, REFUSAL, { after: position - 1, times: 1 });

      const run = await world.sync(placed.id);

      expect(refused.hits).toBe(1);
      const written = new Set(proxy.writes().map(objectNamed));
      expect(run).toMatchObject({
        status: 'failed',
        errorCode: 'K8S_CRD_VALIDATION_FAILED',
        counts: { created: 0, updated: 0, deleted: 0, failed: 1, skipped: WRITES - 1 },
      });
      expect(run.errorMessage).toMatch(/: not on a Friday(\..* changed ha(s|ve) been put back\.)?$/);
      expect(
        run.results
          .filter(({ outcome }) => outcome === 'rolled_back')
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual([...written].toSorted());
      expect(written.size).toBeGreaterThanOrEqual(position - 1);
      expect(before).toHaveLength(66);
      expectRecorded(world, run);
      expect(await snapshot(placed.target)).toEqual(before);
      expect(await world.fabricRow(placed.id)).toMatchObject({
        activeRunId: null,
        syncError: run.errorMessage,
      });
    },
  );

  /** From the first look of the rollback on; the writes before it have ended by then. */
  function onRollback(fault: Fault, limits: { after?: number; times?: number } = {}) {
    const refused = proxy.on(isWrite, REFUSAL, { after: 39, times: 1 });
    let begun = false;
    const matches: Matches = ({ method }) => (begun ||= refused.hits > 0 && method === 'GET');
    return proxy.on(matches, fault, limits);
  }

  it.each<[string, Fault]>([
    ['a burst of 503', AWAY],
    ['connections that are reset', { do: 'reset' }],
    ['answers that are lost', { do: 'lose answer' }],
  ])('the rollback itself meets %s: every object is as before', async (_title, fault) => {
    const burst = onRollback(fault, { after: 20, times: 20 });

    const run = await world.sync(placed.id);

    expect(burst.hits).toBe(20);
    expect(run).toMatchObject({ status: 'failed', errorCode: 'K8S_CRD_VALIDATION_FAILED' });
    expect(run.errorMessage).toMatch(/All \d+ objects that were changed have been put back\.$/);
    // How many were skipped depends on how many were under way when one was refused: perhaps none.
    const outcomes = [...outcomesOf(run)];
    expect(['rolled_back', 'failed', 'skipped']).toEqual(expect.arrayContaining(outcomes));
    expect(outcomes).toEqual(expect.arrayContaining(['rolled_back', 'failed']));
    expect(await snapshot(placed.target)).toEqual(before);
  });

  it('a write whose answers are lost is put back too, since it happened', async () => {
    const lost = proxy.on(
      (seen) => isWrite(seen) && objectNamed(seen) === 'c-9',
      { do: 'lose answer' },
      { times: 2 },
    );

    const run = await world.sync(placed.id);

    expect(lost.hits).toBe(2);
    expect(run).toMatchObject({ status: 'failed', errorCode: 'K8S_CONNECTION_REFUSED' });
    expect(run.results.find(({ name }) => name === 'c-9')).toMatchObject({ outcome: 'rolled_back' });
    expect(await snapshot(placed.target)).toEqual(before);
  });

  it('a cluster that stays away is not waited for long; each object says what it was left as', async () => {
    onRollback({ do: 'reset' });

    const run = await world.sync(placed.id, { requestTimeoutMs: 1_000 });

    expect(run).toMatchObject({ status: 'failed', errorCode: 'K8S_CRD_VALIDATION_FAILED' });
    expect(run.errorMessage).toMatch(/0 objects were put back, \d+ could not be: /);
    const failed = run.results.filter(({ outcome }) => outcome === 'rollback_failed');
    expect(failed.map(({ name }) => name).toSorted()).toEqual(
      [...new Set(proxy.writes().map(objectNamed))].toSorted(),
    );
    for (const { message } of failed) expect(message).toMatch(/^not put back: Connection refused/);
    expectRecorded(world, run);
    expect(await world.fabricRow(placed.id)).toMatchObject({
      activeRunId: null,
      syncError: run.errorMessage,
    });
  });

  it('heals: the change is applied whole, and later goes as it came, owners of fields included', async () => {
    const run = await world.expectRecovery(placed);

    expect(run.counts).toMatchObject({ desired: 67, failed: 0 });
    // A field that left the source must go, also where a rollback had put it back meanwhile.
    const refused = proxy.on(isWrite, REFUSAL, { after: 1, times: 1 });
    await placed.git.commit(
      { 'updated-0.yaml': vpc('u-0', 2_900), 'updated-1.yaml': vpc('u-1', 2_901) },
      'without mode',
    );
    expect(await world.sync(placed.id)).toMatchObject({ status: 'failed' });
    expect(refused.hits).toBe(1);
    await world.expectRecovery(placed);
    const modes = (await placed.target.objects())
      .filter(({ metadata }) => ['u-0', 'u-1'].includes(metadata.name))
      .map(({ spec }) => spec['mode']);
    expect(modes).toEqual([undefined, undefined]);
    await placed.target.send('PATCH', `${VPCS}/${placed.target.namespace}/vpcs/u-7`, {
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    });
    await world.expectNeighbourUnaffected();
  });
});
