import { asc, eq } from 'drizzle-orm';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { transitions, type RunRow } from '#db/schema/index.ts';
import { FAULT_PLACES, type FaultPlace } from '#server/fault-point.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { triggerInput } from '#server/domain/wire/run.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';
import { eventually, startProcess, type AppProcess } from './processes.ts';
import { endOfRun, expectTrueRecord, fabricOf, FOUND_WITHIN_MS, runOf } from './recovery.ts';

const OBJECTS = 3;
/** Processes that wait to be struck: starting one takes longer than its end. */
const WAITING = 3;

const vpcs = Array.from({ length: OBJECTS }, (_, n) =>
  JSON.stringify({
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind: 'VPC',
    metadata: { name: `vpc-${n}` },
    spec: { subnets: { default: { subnet: `10.0.${n}.0/24`, vlan: 1_000 + n } } },
  }),
).join('\n---\n');

interface Struck {
  readonly place: FaultPlace;
  readonly fabricId: number;
  readonly run: RunRow;
  readonly at: number;
}

/** Places after the writes. */
const WROTE = new Set<FaultPlace>(['before-verify', 'verify', 'before-record', 'record', 'ended']);
const spaces = new Map<number, Awaited<ReturnType<typeof clusterUnderTest>>>();

const { sandbox } = inject('apiServers');

describe.skipIf(sandbox === null)('a worker killed (SIGKILL) at each boundary of each step', async () => {
  if (sandbox === null) return;
  const { ctx, env, repository, fabric, work } = await harness();
  const { db } = ctx;
  // What every process runs: watchdog and tick.
  const scheduler = startScheduler(ctx, { clusters: false });
  afterAll(() => scheduler.stop());

  const victim = async (place: FaultPlace): Promise<{ place: FaultPlace; app: AppProcess }> => ({
    place,
    app: await startProcess({
      ...env,
      FABRIC_SYNC_ROLE: 'worker',
      FABRIC_SYNC_WORKER_SLOTS: '1',
      FABRIC_SYNC_FAULT_POINT: `${place}:kill`,
    }),
  });

  it(
    `${FAULT_PLACES.length} places: found within 60 s, nothing half recorded, nothing twice, and the next sync brings In Sync`,
    { timeout: 420_000 },
    async () => {
      const { id: git_repository } = await repository({ 'vpcs.yaml': vpcs });
      const places = [...FAULT_PLACES];
      const struck: Struck[] = [];
      let waiting = await Promise.all(places.splice(0, WAITING).map(victim));
      while (waiting.length > 0) {
        // Each in a namespace of its own; without automatic runs, which another victim would take.
        const namespace = await clusterUnderTest(sandbox);
        const fabricId = await fabric(namespace, { git_repository, sync_interval: 0 });
        spaces.set(fabricId, namespace);
        await triggerSync(ctx, fabricId, triggerInput.parse({}));
        const dead = await eventually('a worker is dead', 30_000, () =>
          Promise.resolve(waiting.find(({ app }) => app.isGone())),
        );
        expect(await dead.app.ended).toBe('SIGKILL');
        const run = await runOf(db, fabricId);
        struck.push({ place: dead.place, fabricId, run: run!, at: Date.now() });
        const next = places.shift();
        waiting = [
          ...waiting.filter((one) => one !== dead),
          ...(next === undefined ? [] : [await victim(next)]),
        ];
      }
      expect(struck.map(({ place }) => place).toSorted()).toEqual([...FAULT_PLACES].toSorted());

      for (const { place, fabricId, run, at } of struck) {
        const ended = await endOfRun(db, run.id, FOUND_WITHIN_MS);
        expect(ended.finishedAt!.getTime() - at, place).toBeLessThan(FOUND_WITHIN_MS);
        expect(ended, place).toMatchObject(
          place === 'ended'
            ? { status: 'completed', errorCode: null, counts: { created: OBJECTS } }
            : { status: 'failed', errorCode: 'SYNC_WORKER_LOST' },
        );
        const row = await fabricOf(db, fabricId);
        expect(row.activeRunId, place).toBeNull();
        // Before the record nothing is claimed, however far the cluster has come.
        expect(row.lastSync === null, place).toBe(place !== 'ended');
        await expectTrueRecord(db, fabricId);
      }

      for (const { fabricId } of struck) await triggerSync(ctx, fabricId, triggerInput.parse({}));
      for (let left = struck.length; left > 0; left -= 10) await work();
      for (const { place, fabricId, run } of struck) {
        const row = await fabricOf(db, fabricId);
        const last = await endOfRun(db, row.lastRunId!, 1);
        expect(last, place).toMatchObject({ status: 'completed' });
        // What the dead worker had created is found, not created again.
        const before = WROTE.has(place) ? OBJECTS : 0;
        expect(last.counts, place).toMatchObject({ created: OBJECTS - before, unchanged: before });
        expect(await spaces.get(fabricId)!.objects()).toHaveLength(OBJECTS);
        const log = await db
          .select()
          .from(transitions)
          .where(eq(transitions.fabricId, fabricId))
          .orderBy(asc(transitions.id));
        expect(
          log.map(({ to }) => to),
          place,
        ).toEqual(
          place === 'ended'
            ? ['never_synced', 'syncing', 'in_sync', 'syncing', 'in_sync']
            : ['never_synced', 'syncing', 'error', 'syncing', 'in_sync'],
        );
        expect(last.id).toBeGreaterThan(run.id);
        await expectTrueRecord(db, fabricId);
      }
    },
  );
});
