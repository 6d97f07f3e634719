import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { startEmbeddedPostgres } from '#db/embedded/start.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { RUN_STEPS, type RunStep } from '#server/domain/words.ts';
import { startScheduler } from '#server/scheduler/start.ts';
import { clusterUnderTest, harnessOn } from '../suites/fabric-under-test.ts';
import { triggerInput } from '#server/domain/wire/run.ts';
import { triggerSync } from '#server/services/sync/trigger-sync.ts';
import { vpcs } from '../faults/world.ts';
import { eventually, startProcess, type AppProcess } from './processes.ts';
import { endOfRun, expectTrueRecord, fabricOf, FOUND_WITHIN_MS, runOf } from './recovery.ts';

const OBJECTS = 5;

const { sandbox } = inject('apiServers');

/** A Postgres of this file's own, which its supervisor starts again on the same port. */
async function ownPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), 'fabric-sync-mortal-'));
  await chmod(dataDir, 0o755);
  const log = { info() {}, warn() {}, error() {} };
  const server = await startEmbeddedPostgres({ dataDir, log, durable: true });
  await migrateDatabase(server.url);
  const open = openDatabase(server.url, { max: 10, applicationName: 'fabric-sync test' });
  afterAll(async () => {
    await open.close();
    await server.stop();
    await rm(server.folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  });
  const [shown] = await open.sql<{ data_directory: string }[]>`show data_directory`;
  const pidFile = join(shown?.data_directory ?? '', 'postmaster.pid');
  return {
    ...open,
    url: server.url,
    pid: async () => Number((await readFile(pidFile, 'utf8')).split('\n')[0]),
  };
}

describe.skipIf(sandbox === null)('Postgres killed (SIGKILL) in each step of a run', async () => {
  if (sandbox === null) return;
  const postgres = await ownPostgres();
  const { ctx, env, repository, fabric } = await harnessOn(postgres);
  const { db } = ctx;
  const scheduler = startScheduler(ctx, { clusters: false });
  afterAll(() => scheduler.stop());

  /** Frozen once the step is under way, so that Postgres dies in exactly that one. */
  const worker = (step: RunStep): Promise<AppProcess> =>
    startProcess({
      ...env,
      FABRIC_SYNC_ROLE: 'worker',
      FABRIC_SYNC_WORKER_SLOTS: '1',
      FABRIC_SYNC_FAULT_POINT: `${step}:stop`,
    });

  /** The server's own sessions outlive it for a moment: back is what every connection of the pool finds started since. */
  const startedAt = async (): Promise<number> => {
    const [row] = await postgres.sql<{ at: Date }[]>`select pg_postmaster_start_time() as at`;
    return row?.at.getTime() ?? 0;
  };
  const isBackSince = (before: number) =>
    eventually('Postgres is back', 30_000, async () => {
      const found = await Promise.allSettled(Array.from({ length: 20 }, startedAt));
      return found.every((one) => one.status === 'fulfilled' && one.value > before) ? true : undefined;
    });

  it(
    'the run goes on when Postgres is back, or is found within 60 s: nothing twice, nothing half recorded',
    { timeout: 400_000 },
    async () => {
      const { id: git_repository } = await repository(vpcs(OBJECTS));
      const outcomes: Record<string, string> = {};
      for (const step of RUN_STEPS) {
        const app = await worker(step);
        const space = await clusterUnderTest(sandbox);
        const id = await fabric(space, { git_repository, sync_interval: 0 });
        await triggerSync(ctx, id, triggerInput.parse({}));
        await app.frozen(`frozen in ${step}`, 60_000);
        const run = (await runOf(db, id))!;

        const before = await startedAt();
        const killedAt = Date.now();
        process.kill(await postgres.pid(), 'SIGKILL');
        app.signal('SIGCONT');
        await isBackSince(before);

        const ended = await endOfRun(db, run.id, FOUND_WITHIN_MS);
        expect(ended.finishedAt!.getTime() - killedAt, step).toBeLessThan(FOUND_WITHIN_MS);
        outcomes[step] = ended.errorCode ?? ended.status;
        expect(['completed', 'SYNC_WORKER_LOST'], step).toContain(outcomes[step]);
        expect((await fabricOf(db, id)).activeRunId, step).toBeNull();
        await expectTrueRecord(db, id);
        if (ended.status !== 'completed') {
          await triggerSync(ctx, id, triggerInput.parse({}));
          const { activeRunId } = await fabricOf(db, id);
          await endOfRun(db, activeRunId!, FOUND_WITHIN_MS);
        }
        expect(await space.objects(), step).toHaveLength(OBJECTS);
        expect((await fabricOf(db, id)).lastSync, step).not.toBeNull();
        await expectTrueRecord(db, id);
        app.signal('SIGTERM');
        expect(await app.ended, step).toBe(0);
      }
      // A database that is back in a moment costs a run nothing.
      expect(outcomes).toEqual(Object.fromEntries(RUN_STEPS.map((step) => [step, 'completed'])));
    },
  );
});
