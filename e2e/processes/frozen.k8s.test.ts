import { eq } from 'drizzle-orm';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { events, fabrics, resources, runResults, runs } from '#db/schema/index.ts';
import { triggerInput } from '#server/domain/wire/run.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { isWrite } from '../faults/proxy/fault.ts';
import { openFaultProxy } from '../faults/proxy/fault-proxy.ts';
import { vpcs } from '../faults/world.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';
import { eventually, startProcess } from './processes.ts';
import { endOfRun, expectTrueRecord, fabricOf, FOUND_WITHIN_MS, runOf } from './recovery.ts';

const OBJECTS = 120;
/** Where a frozen process stands: as the first write is next, in the middle of the writes, and as only the record is left. */
const PLACES = ['apply', 'midway', 'before-record'] as const;
const STOP_AFTER_WRITES = 30;
const SLOW_MS = 200;

const { sandbox } = inject('apiServers');

describe.skipIf(sandbox === null)('workers frozen (SIGSTOP) for longer than their lease', async () => {
  if (sandbox === null) return;
  const { ctx, env, repository, fabric, work } = await harness();
  const { db } = ctx;
  const scheduler = startScheduler(ctx, { clusters: false });
  afterAll(() => scheduler.stop());

  /** Everything that is told of a fabric, and all that its cluster holds. */
  async function picture(fabricId: number, objects: () => Promise<unknown>) {
    return {
      fabric: await fabricOf(db, fabricId),
      runs: await db.select().from(runs).where(eq(runs.fabricId, fabricId)).orderBy(runs.id),
      results: await db
        .select({ result: runResults })
        .from(runResults)
        .innerJoin(runs, eq(runs.id, runResults.runId))
        .where(eq(runs.fabricId, fabricId))
        .orderBy(runResults.id),
      resources: await db
        .select()
        .from(resources)
        .where(eq(resources.fabricId, fabricId))
        .orderBy(resources.id),
      events: await db.select().from(events).where(eq(events.fabricId, fabricId)).orderBy(events.id),
      cluster: await objects(),
    };
  }

  it(
    'write nothing to cluster or database once they go on: the run was taken from them, and another one has ended',
    { timeout: 300_000 },
    async () => {
      const { id: git_repository } = await repository(vpcs(OBJECTS));
      const frozen = [];
      for (const place of PLACES) {
        const proxy = await openFaultProxy(sandbox);
        const space = await clusterUnderTest(sandbox);
        const id = await fabric(space, {
          git_repository,
          kubernetes_server: proxy.url,
          kubernetes_ca_cert: proxy.ca.cert,
          sync_interval: 0,
        });
        const app = await startProcess({
          ...env,
          FABRIC_SYNC_ROLE: 'worker',
          FABRIC_SYNC_WORKER_SLOTS: '1',
          ...(place === 'midway' ? {} : { FABRIC_SYNC_FAULT_POINT: `${place}:stop` }),
        });
        const slow = place === 'midway' ? proxy.on(isWrite, { do: 'delay', ms: SLOW_MS }) : null;
        await triggerSync(ctx, id, triggerInput.parse({}));
        if (place === 'midway') {
          const enough = () => Promise.resolve(proxy.writes().length >= STOP_AFTER_WRITES || undefined);
          await eventually('writes are under way', 60_000, enough);
          app.signal('SIGSTOP');
        } else {
          await app.frozen(`frozen at ${place}`, 60_000);
        }
        frozen.push({ place, proxy, space, id, app, at: Date.now(), run: (await runOf(db, id))!, slow });
      }

      for (const { place, id, at, run } of frozen) {
        const ended = await endOfRun(db, run.id, FOUND_WITHIN_MS);
        expect(ended, place).toMatchObject({ status: 'failed', errorCode: 'SYNC_WORKER_LOST' });
        expect(ended.finishedAt!.getTime() - at, place).toBeLessThan(FOUND_WITHIN_MS);
        await expectTrueRecord(db, id);
      }
      for (const { id, slow } of frozen) {
        slow?.end();
        await triggerSync(ctx, id, triggerInput.parse({}));
      }
      await work();
      const before = await Promise.all(
        frozen.map(async ({ place, id, space, proxy }) => {
          expect(await fabricOf(db, id), place).toMatchObject({ activeRunId: null, syncError: null });
          const taken = await picture(id, space.objects);
          expect(taken.cluster, place).toHaveLength(OBJECTS);
          return { taken, writes: proxy.writes().length };
        }),
      );

      for (const { app } of frozen) app.signal('SIGCONT');
      for (const { place, app, id } of frozen) {
        // Whatever it does of its run, it has done once it looks for another: that one it gets.
        await app.logged('run stopped', 60_000).catch((error: unknown) => {
          throw new Error(`${place}: ${JSON.stringify(app.lines())}`, { cause: error });
        });
        expect(
          app.lines().find(({ msg }) => msg === 'run stopped'),
          place,
        ).toMatchObject({ fabricId: id });
      }

      for (const [n, { place, id, space, proxy, app }] of frozen.entries()) {
        expect(proxy.writes().length, `${place}: writes to the cluster`).toBe(before[n]?.writes);
        expect(await picture(id, space.objects), place).toEqual(before[n]?.taken);
        app.signal('SIGTERM');
        expect(await app.ended, place).toBe(0);
      }
      expect(await db.$count(fabrics)).toBe(PLACES.length);
    },
  );
});
