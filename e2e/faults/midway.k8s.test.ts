import { afterEach, describe, expect, it } from 'vitest';
import { clusterUnderTest } from '../suites/fabric-under-test.ts';
import type { FaultCode } from './contract.ts';
import { expectFailed } from './expect-failed.ts';
import { anything, isWrite, objectNamed, type Fault, type Matches } from './proxy/fault.ts';
import { openWorld, real, vpcs, type Placed } from './world.ts';

const OBJECTS = 40;
const AFTER_WRITES = 10;
const short = { requestTimeoutMs: 1_000 };
const AWAY: Fault = {
  do: 'answer',
  status: 503,
  body: 'no endpoints available',
  headers: { 'content-type': 'text/plain' },
};

describe.skipIf(real === null)('a real API server that goes away in the middle of a run', async () => {
  if (real === null) return;
  const world = await openWorld(real);
  const { proxy, server } = world;
  afterEach(() => proxy.heal());

  const namesOf = async ({ target }: Placed): Promise<string[]> =>
    (await target.objects()).map(({ metadata }) => metadata.name).toSorted();

  /** Everything from the eleventh write on. */
  function afterTenWrites(): Matches {
    let writes = 0;
    return (seen) => {
      if (isWrite(seen)) writes += 1;
      return writes > AFTER_WRITES;
    };
  }

  it.each<[string, Fault, FaultCode]>([
    ['resets connections', { do: 'reset' }, 'K8S_CONNECTION_REFUSED'],
    ['answers no more', { do: 'hang' }, 'K8S_NETWORK_TIMEOUT'],
    ['answers 503', AWAY, 'K8S_API_SERVER_ERROR'],
    ['sends half answers', { do: 'truncate' }, 'K8S_API_SERVER_ERROR'],
  ])(
    '%s while we write: each object says what became of it, and the next run goes on from there',
    async (_title, fault, code) => {
      const placed = await world.place(vpcs(OBJECTS), { failure_policy: 'keep' });
      proxy.on(afterTenWrites(), fault);

      const run = await world.sync(placed.id, short);

      await expectFailed(world, placed, run, code);
      expect(run.results.filter(({ outcome }) => outcome === null)).toEqual([]);
      const outcomes = Map.groupBy(run.results, ({ outcome, message }) =>
        message?.endsWith('the write may have happened') === true ? 'doubtful' : outcome,
      );
      const applied = (outcomes.get('applied') ?? []).map(({ name }) => name);
      const doubtful = (outcomes.get('doubtful') ?? []).map(({ name }) => name);
      const there = await namesOf(placed);
      expect(applied.length).toBe(AFTER_WRITES);
      expect(run.counts).toMatchObject({ created: AFTER_WRITES, failed: doubtful.length });
      expect(there).toEqual(expect.arrayContaining(applied));
      expect([...applied, ...doubtful]).toEqual(expect.arrayContaining(there));
      expect(await world.fabricRow(placed.id)).toMatchObject({ lastSync: null });
      const recovered = await world.expectRecovery(placed);
      expect(recovered.counts).toMatchObject({ unchanged: there.length, created: OBJECTS - there.length });
      await world.expectNeighbourUnaffected();
    },
  );

  it('goes away while we read back: written, and not claimed', async () => {
    const placed = await world.place(vpcs(OBJECTS));
    const written = new Set<string>();
    proxy.on((seen) => {
      if (isWrite(seen)) written.add(objectNamed(seen));
      return written.size === OBJECTS && seen.method === 'GET';
    }, AWAY);

    const run = await world.sync(placed.id, short);

    await expectFailed(world, placed, run, 'K8S_API_SERVER_ERROR');
    expect(run.counts).toMatchObject({ created: OBJECTS, writes: OBJECTS });
    expect(new Set(run.results.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
    expect(await world.fabricRow(placed.id)).toMatchObject({ lastSync: null });
    expect((await world.expectRecovery(placed)).counts).toMatchObject({ unchanged: OBJECTS, writes: 0 });
  });

  it('says 200 to a write that it does not do: never In Sync', async () => {
    const placed = await world.place(vpcs(3));
    const lying: Fault = {
      do: 'answer',
      status: 200,
      body: ({ body }) => {
        const object = JSON.parse(body) as { metadata: object };
        const metadata = { ...object.metadata, uid: 'made-up', resourceVersion: '1' };
        return JSON.stringify({ ...object, metadata });
      },
    };
    proxy.on((seen) => isWrite(seen) && objectNamed(seen) === 'vpc-1', lying);

    const run = await world.sync(placed.id);

    await expectFailed(world, placed, run, 'K8S_CRD_VALIDATION_FAILED', { message: /VPC vpc-1: object: / });
    expect(await world.fabricRow(placed.id)).toMatchObject({ lastSync: null });
    await world.expectRecovery(placed);
  });

  it('does not keep another fabric waiting', async () => {
    const stuck = await world.place(vpcs(OBJECTS));
    const target = await clusterUnderTest(server);
    const well = await world.place(vpcs(OBJECTS), {
      kubernetes_server: server.server,
      kubernetes_ca_cert: server.ca ?? '',
      kubernetes_namespace: target.namespace,
    });
    proxy.on(anything, { do: 'hang' });

    const order: string[] = [];
    const waiting = async (): Promise<string> => {
      const { status } = await world.sync(stuck.id, { requestTimeoutMs: 20_000 });
      order.push('stuck');
      return status;
    };
    const working = async (): Promise<string> => {
      const { status } = await world.sync(well.id);
      order.push('well');
      // What hangs is let go; it had been waiting all the time.
      await proxy.setDoor('refused');
      return status;
    };

    expect(await Promise.all([waiting(), working()])).toEqual(['failed', 'completed']);
    expect(order).toEqual(['well', 'stuck']);
  });
});
