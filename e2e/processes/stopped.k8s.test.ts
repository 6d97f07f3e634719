import { afterAll, describe, expect, inject, it } from 'vitest';
import { triggerInput } from '#server/domain/wire/run.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { isWrite } from '../faults/proxy/fault.ts';
import { openFaultProxy } from '../faults/proxy/fault-proxy.ts';
import { vpcs } from '../faults/world.ts';
import { clusterUnderTest, harness } from '../suites/fabric-under-test.ts';
import { eventually, startProcess } from './processes.ts';
import { endOfRun, expectTrueRecord, fabricOf, runOf } from './recovery.ts';

/** The contract's: a process that is asked to stop is gone within. */
const STOPPED_WITHIN_MS = 20_000;
/** How soon another worker has what was handed over. */
const TAKEN_WITHIN_MS = 5_000;
const SLOW = { do: 'delay', ms: 9_000 } as const;

const { sandbox } = inject('apiServers');

describe.skipIf(sandbox === null)('a worker asked to stop (SIGTERM) in the middle of runs', async () => {
  if (sandbox === null) return;
  const { ctx, env, repository, fabric } = await harness();
  const { db } = ctx;
  const scheduler = startScheduler(ctx, { clusters: false });
  afterAll(() => scheduler.stop());
  const startWorker = () => startProcess({ ...env, FABRIC_SYNC_ROLE: 'worker' });

  async function place(
    count: number,
    matches: Parameters<Awaited<ReturnType<typeof openFaultProxy>>['on']>[0],
  ) {
    const proxy = await openFaultProxy(sandbox!);
    const space = await clusterUnderTest(sandbox!);
    const { id: git_repository } = await repository(vpcs(count));
    const id = await fabric(space, {
      git_repository,
      kubernetes_server: proxy.url,
      kubernetes_ca_cert: proxy.ca.cert,
      sync_interval: 0,
    });
    proxy.on(matches, SLOW);
    await triggerSync(ctx, id, triggerInput.parse({}));
    return { id, proxy, space };
  }

  it(
    'is gone within 20 s: what wrote nothing is taken by another at once, what wrote ends with a true record',
    { timeout: 180_000 },
    async () => {
      const stopping = await startWorker();
      const reading = await place(5, ({ method, path }) => method === 'GET' && path.includes('/namespaces/'));
      // More than one round of concurrent writes, each of them slow: not done within the grace.
      const writing = await place(300, isWrite);
      await eventually('one reads, the other writes', 60_000, async () => {
        const [reads, writes] = [await runOf(db, reading.id), await runOf(db, writing.id)];
        const isReading = reads?.steps.some(({ step, status }) => step === 'read' && status === 'running');
        return isReading === true &&
          (writes?.wroteAt ?? null) !== null &&
          writing.proxy.requests.some(isWrite)
          ? true
          : undefined;
      });
      const other = await startWorker();
      const asked = performance.now();

      stopping.signal('SIGTERM');

      expect(await stopping.ended).toBe(0);
      const took = performance.now() - asked;
      expect(took).toBeLessThan(STOPPED_WITHIN_MS);
      const written = (await runOf(db, writing.id))!;
      expect(written).toMatchObject({
        status: 'failed',
        errorCode: 'SYNC_WORKER_LOST',
        errorMessage: 'The process that ran this synchronization was stopped',
      });
      expect(await fabricOf(db, writing.id)).toMatchObject({ activeRunId: null });
      await reading.proxy.heal();
      await writing.proxy.heal();

      const handed = await eventually('the other worker has it', TAKEN_WITHIN_MS, async () => {
        const run = await runOf(db, reading.id);
        return run?.attempt === 2 ? run : undefined;
      });
      const done = await endOfRun(db, handed.id, 60_000);
      expect(done).toMatchObject({ status: 'completed', attempt: 2, counts: { created: 5 } });
      expect(await reading.space.objects()).toHaveLength(5);

      await triggerSync(ctx, writing.id, triggerInput.parse({}));
      const { activeRunId } = await fabricOf(db, writing.id);
      expect(await endOfRun(db, activeRunId!, 60_000)).toMatchObject({ status: 'completed' });
      expect(await writing.space.objects()).toHaveLength(300);
      await expectTrueRecord(db, reading.id);
      await expectTrueRecord(db, writing.id);
      other.signal('SIGTERM');
      expect(await other.ended).toBe(0);
    },
  );
});
