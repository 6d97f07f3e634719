import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eq, sql } from 'drizzle-orm';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { fabrics, runResults, runs, type RunRow } from '#db/schema/index.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import { endWithUs } from '../app/end-with-us.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const OBJECTS = 600;
/** The contract's: a dead worker's run is found within 60 s. */
const FOUND_WITHIN_MS = 60_000;

const vpcs = Array.from({ length: OBJECTS }, (_, n) =>
  JSON.stringify({
    apiVersion: 'vpc.githedgehog.com/v1beta1',
    kind: 'VPC',
    metadata: { name: `vpc-${n}` },
    spec: { subnets: { default: { subnet: `10.${Math.floor(n / 250)}.${n % 250}.0/24`, vlan: 1_000 + n } } },
  }),
).join('\n---\n');

const { ctx, env, repository, fabric } = await harness();
const { real } = inject('apiServers');
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

function startWorker(): ChildProcess {
  const child = spawn(process.execPath, [MAIN], {
    stdio: 'ignore',
    env: { ...process.env, ...env, FABRIC_SYNC_ROLE: 'worker', FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: 'true' },
  });
  children.push(child);
  endWithUs(child, { mark: MAIN, graceMs: 0 });
  return child;
}

/** Looks until `find` gives something; the test's time limit bounds it. */
async function until<T>(find: () => Promise<T | undefined>, everyMs: number): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await delay(everyMs);
  }
}

describe.skipIf(real === null)('a worker killed in the middle of a run, on the real API server', () => {
  it(
    'is found, its run ends SYNC_WORKER_LOST, and a retry brings the fabric In Sync',
    { timeout: 180_000 },
    async () => {
      if (real === null) throw new Error('left out');
      const target = await clusterUnderTest(real);
      const { id: git_repository } = await repository({ 'vpcs.yaml': vpcs });
      const id = await fabric(target, { git_repository });
      const runWhere = (condition: (run: RunRow) => boolean) => async () =>
        (await ctx.db.select().from(runs).where(eq(runs.fabricId, id))).find(condition);

      const victim = startWorker();
      const writing = await until(
        runWhere((run) => run.wroteAt !== null),
        5,
      );
      victim.kill('SIGKILL');
      const killedAt = Date.now();
      const there = (await target.objects()).length;
      expect(there).toBeLessThan(OBJECTS);

      startWorker();
      const lost = await until(
        runWhere((run) => run.id === writing.id && run.status !== 'running'),
        200,
      );

      expect(lost).toMatchObject({ status: 'failed', errorCode: 'SYNC_WORKER_LOST' });
      expect(Date.now() - killedAt).toBeLessThan(FOUND_WITHIN_MS);
      const unknown = await ctx.db
        .select()
        .from(runResults)
        .where(sql`${runResults.runId} = ${writing.id} and ${runResults.outcome} is null`);
      expect(unknown).toEqual([]);
      const after = await readFabric(ctx, id);
      expect(after.next_sync).not.toBeNull();

      // The retry's delay is the retry rule's own test; here only that it comes.
      await ctx.db.update(fabrics).set({ retryAt: new Date(), wakeAt: new Date() }).where(eq(fabrics.id, id));
      const retry = await until(
        runWhere((run) => run.id > writing.id && run.status === 'completed'),
        100,
      );
      expect(retry.triggerType).toBe('retry');
      expect(await target.objects()).toHaveLength(OBJECTS);
      expect(await readFabric(ctx, id)).toMatchObject({ calculated_sync_status: 'in_sync' });
    },
  );
});
