import { eq } from 'drizzle-orm';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { runResults } from '#db/schema/index.ts';
import { triggerInput } from '#server/domain/wire/run.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { isWrite } from '../faults/proxy/fault.ts';
import { openFaultProxy } from '../faults/proxy/fault-proxy.ts';
import { vpc, vpcs } from '../faults/world.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';
import { eventually, startProcess } from './processes.ts';
import { endOfRun, expectTrueRecord, fabricOf, FOUND_WITHIN_MS, runOf } from './recovery.ts';
import { openTcpHole } from './tcp-hole.ts';

const OBJECTS = 400;
/** Of a write: the run would go on for longer than its worker trusts a lease. */
const SLOW_MS = 4_000;
const STOP_AFTER_WRITES = 10;
/** A worker trusts a lease this long, and a write may have been sent just before. */
const TRUSTED_MS = 20_000 + 1_000;
const USEFUL_AGAIN_MS = 60_000;

const { sandbox } = inject('apiServers');

describe.skipIf(sandbox === null)('a worker cut off from Postgres in the middle of its writes', async () => {
  if (sandbox === null) return;
  const { ctx, env, repository, fabric } = await harness();
  const { db } = ctx;
  const scheduler = startScheduler(ctx, { clusters: false });
  afterAll(() => scheduler.stop());

  it(
    'stops by its own clock before anybody may take over; its run is found within 60 s; and it is of use again afterwards',
    { timeout: 300_000 },
    async () => {
      const postgres = new URL(env.DATABASE_URL);
      const hole = await openTcpHole({ host: postgres.hostname, port: Number(postgres.port) });
      postgres.hostname = '127.0.0.1';
      postgres.port = String(hole.port);
      const proxy = await openFaultProxy(sandbox);
      const space = await clusterUnderTest(sandbox);
      const { id: git_repository } = await repository(vpcs(OBJECTS));
      const id = await fabric(space, {
        git_repository,
        kubernetes_server: proxy.url,
        kubernetes_ca_cert: proxy.ca.cert,
        sync_interval: 0,
      });
      const app = await startProcess({ ...env, DATABASE_URL: postgres.href, FABRIC_SYNC_ROLE: 'worker' });
      proxy.on(isWrite, { do: 'delay', ms: SLOW_MS });
      await triggerSync(ctx, id, triggerInput.parse({}));
      const enough = () =>
        Promise.resolve(proxy.requests.filter(isWrite).length >= STOP_AFTER_WRITES || undefined);
      await eventually('writes are under way', 60_000, enough);

      hole.swallow();
      const cutAt = Date.now();
      const run = (await runOf(db, id))!;
      const ended = await endOfRun(db, run.id, FOUND_WITHIN_MS);

      expect(ended).toMatchObject({ status: 'failed', errorCode: 'SYNC_WORKER_LOST' });
      expect(ended.finishedAt!.getTime() - cutAt).toBeLessThan(FOUND_WITHIN_MS);
      const late = () => proxy.requests.filter((seen) => isWrite(seen) && seen.at > cutAt + TRUSTED_MS);
      expect(late()).toEqual([]);
      const sent = proxy.requests.filter(isWrite).length;
      expect(sent).toBeLessThan(OBJECTS);
      await expectTrueRecord(db, id);
      const results = await db.select().from(runResults).where(eq(runResults.runId, run.id));

      hole.heal();
      await proxy.heal();
      const other = await clusterUnderTest(sandbox);
      const { id: git } = await repository({ 'a.yaml': vpc('after', 2_000) });
      const next = await fabric(other, { git_repository: git, sync_interval: 0 });
      await triggerSync(ctx, next, triggerInput.parse({}));
      const useful = await runOf(db, next);
      expect(await endOfRun(db, useful!.id, USEFUL_AGAIN_MS)).toMatchObject({ status: 'completed' });

      expect(late()).toEqual([]);
      expect(proxy.requests.filter(isWrite)).toEqual([]);
      expect(await db.select().from(runResults).where(eq(runResults.runId, run.id))).toEqual(results);
      expect(await fabricOf(db, id)).toMatchObject({ activeRunId: null, errorCode: 'SYNC_WORKER_LOST' });

      await triggerSync(ctx, id, triggerInput.parse({}));
      const again = await fabricOf(db, id);
      expect(await endOfRun(db, again.activeRunId!, 60_000)).toMatchObject({ status: 'completed' });
      expect(await space.objects()).toHaveLength(OBJECTS);
      await expectTrueRecord(db, id);
      app.signal('SIGTERM');
      expect(await app.ended).toBe(0);
    },
  );
});
