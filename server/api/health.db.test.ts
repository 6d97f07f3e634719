import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { fabrics, runs } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { health } from '#server/domain/wire/health.ts';
import { createLog } from '#server/log.ts';
import { readHealth } from '#server/services/health/read-health.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);

const read = async () => {
  const answer = await api.raw('/health/sync/');
  return { status: answer.status, body: health.parse(answer.body) };
};

let fabricId: number;
const healthyFabric = {
  name: 'one',
  kubernetesServer: 'https://secret-host.example:6443',
  kubernetesVersion: 'v1.31.2',
  lastSync: new Date(),
};

beforeEach(async () => {
  await db.delete(fabrics);
  const [fabric] = await db.insert(fabrics).values(healthyFabric).returning();
  fabricId = fabric!.id;
});

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
let count = 0;
async function addRuns(amount: number, values: Partial<typeof runs.$inferInsert>) {
  for (let each = 0; each < amount; each += 1) {
    count += 1;
    await db.insert(runs).values({
      taskId: `sync_fabric_${count}`,
      fabricId,
      triggerType: 'periodic',
      actor: 'scheduler',
      progress: QUEUED_PROGRESS,
      counts: NO_COUNTS,
      ...values,
    });
  }
}
const ended = (status: 'completed' | 'failed' | 'cancelled', finishedAt = ago(60)) => ({
  status,
  startedAt: new Date(finishedAt.getTime() - 2_000),
  finishedAt,
});

test('all is well: 200 without sign-in, in the documented shape, at both spellings of the address', async () => {
  const { status, body } = await read();

  expect(status).toBe(200);
  expect(body).toMatchObject({
    overall_status: 'healthy',
    components: {
      kubernetes: { status: 'healthy', cluster_version: 'v1.31.2', fabrics_checked: 1, fabrics_failing: 0 },
      database: { status: 'healthy', fabric_count: 1 },
      sync_queue: { status: 'healthy', active_syncs: 0, queued_syncs: 0 },
      sync_performance: {
        status: 'healthy',
        recent_syncs_count: 0,
        avg_duration_seconds: 0,
        success_rate: 1,
      },
    },
  });
  expect((await api.raw('/health/sync')).status).toBe(200);
});

test('a cluster that fails degrades, and its host is not named', async () => {
  await db
    .update(fabrics)
    .set({ connectionError: 'Connection refused', errorCode: 'K8S_CONNECTION_REFUSED' });

  const { status, body } = await read();

  expect([status, body.overall_status, body.components.kubernetes.fabrics_failing]).toEqual([
    200,
    'degraded',
    1,
  ]);
  expect(JSON.stringify(body)).not.toContain('secret-host');
});

test.each([
  ['a fabric that is switched off', { syncEnabled: false }],
  ['a fabric without a server', { kubernetesServer: '' }],
])('%s does no harm', async (_, values) => {
  await db.update(fabrics).set({ connectionError: 'Connection refused', ...values });

  expect((await read()).body.overall_status).toBe('healthy');
});

test.each([
  [10, 0, 'healthy', 200],
  [9, 1, 'healthy', 200],
  [8, 2, 'degraded', 200],
  [5, 5, 'degraded', 200],
  [4, 6, 'unhealthy', 503],
])('%i completed and %i failed within the hour is %s', async (completed, failed, overall, status) => {
  await addRuns(completed, ended('completed'));
  await addRuns(failed, ended('failed'));
  await addRuns(20, ended('failed', ago(3_700)));
  await addRuns(20, ended('cancelled'));

  const found = await read();

  expect([found.body.overall_status, found.status]).toEqual([overall, status]);
  expect(found.body.components.sync_performance).toMatchObject({
    recent_syncs_count: completed + failed,
    avg_duration_seconds: 2,
    success_rate: completed / (completed + failed),
  });
});

test('a run that finds no worker degrades', async () => {
  await addRuns(1, { status: 'pending', queuedAt: ago(61) });

  const { body } = await read();

  expect(body.components.sync_queue).toMatchObject({ status: 'degraded', queued_syncs: 1 });
  expect(body.overall_status).toBe('degraded');
});

test('active and queued runs are counted', async () => {
  await addRuns(1, { status: 'running', startedAt: ago(5) });

  expect((await read()).body.components.sync_queue).toMatchObject({ active_syncs: 1, queued_syncs: 0 });
});

test('without a database it is unhealthy and says so without details', async () => {
  const gone = openDatabase('postgres://nobody:canary@127.0.0.1:1/none', { max: 1, applicationName: 'test' });

  const found = await readHealth({ db: gone.db, log: createLog('silent') }, new Date());

  expect(health.parse(found)).toMatchObject({
    overall_status: 'unhealthy',
    components: { database: { status: 'unhealthy', error: 'The database cannot be reached' } },
  });
  expect(JSON.stringify(found)).not.toMatch(/canary|127\.0\.0\.1|nobody/);
  await gone.close();
});
