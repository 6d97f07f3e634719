import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { fabrics, runs } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { fabric as fabricSchema, syncStatus } from '#server/domain/wire/fabric.ts';
import { runProgress, triggered } from '#server/domain/wire/run.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** The four documented addresses (fields, codes and words as they stand in the requirements) and those around them. */

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;

let id: number;
const row = async () => (await db.select().from(fabrics).where(eq(fabrics.id, id)))[0]!;
const status = async () => (await call('GET', `/fabrics/${id}/sync/status`)).body;

beforeEach(async () => {
  await db.delete(fabrics);
  const created = await call('POST', '/fabrics', {
    name: 'prod-cluster',
    kubernetes_server: 'https://cluster.example:6443',
    kubernetes_token: 'canary-token',
  });
  id = fabricSchema.parse(created.body).id;
});

test('status has the documented fields and words', async () => {
  await db.update(fabrics).set({ lastSync: new Date(Date.now() - 400_000), syncInterval: 300 });

  const answer = await call('GET', `/fabrics/${id}/sync/status`);

  expect(answer.status).toBe(200);
  expect(syncStatus.strict().parse(answer.body)).toEqual(answer.body);
  expect(answer.body).toMatchObject({
    fabric_id: id,
    calculated_sync_status: 'out_of_sync',
    sync_status_display: 'Out of Sync',
    badge_class: 'bg-warning text-dark',
    last_sync: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    next_sync: expect.any(String),
    sync_interval: 300,
    connection_error: null,
    sync_error: null,
    progress: null,
  });
});

test.each([
  ['GET', 'status'],
  ['POST', 'trigger'],
  ['GET', 'progress'],
  ['POST', 'cancel'],
  ['POST', 'retry'],
])('%s sync/%s of an unknown fabric is 404 in the documented words', async (method, verb) => {
  const answer = await call(method, `/fabrics/999/sync/${verb}`);

  expect(answer).toMatchObject({
    status: 404,
    body: { error: 'Fabric with ID 999 not found', code: 'NOT_FOUND' },
  });
});

test.each([
  ['nothing at all', {}],
  ['an empty body', { body: '' }],
  ['an empty body that claims to be JSON', { body: '', headers: { 'content-type': 'application/json' } }],
  ['an empty object', { body: '{}', headers: { 'content-type': 'application/json' } }],
  [
    'an empty form, as some scripts send',
    { body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
])('trigger with %s starts a run with the defaults', async (_, init) => {
  const answer = await api.raw(`/api/hedgehog/fabrics/${id}/sync/trigger`, {
    method: 'POST',
    ...init,
    headers: {
      authorization: `Token ${api.tokens.operator}`,
      ...(init as { headers?: Record<string, string> }).headers,
    },
  });

  expect(answer.status).toBe(202);
  expect(triggered.strict().parse(answer.body).message).toBe("Sync triggered for fabric 'prod-cluster'");
  expect(answer.body.task_id).toMatch(new RegExp(`^sync_fabric_${id}_\\d{8}_\\d{6}`));
  const [run] = await db.select().from(runs).where(eq(runs.taskId, answer.body.task_id));
  expect(run).toMatchObject({ status: 'pending', force: false, confirmPrune: false, triggerType: 'manual' });
});

test.each([
  [{ priority: 'asap' }, 'priority'],
  [{ force: 'true' }, 'force'],
  [{ forced: true }, 'forced'],
])('trigger with %j is 422', async (body, field) => {
  expect(await call('POST', `/fabrics/${id}/sync/trigger`, body)).toMatchObject({
    status: 422,
    body: { fields: [{ field }] },
  });
  expect((await row()).activeRunId).toBeNull();
});

test('a hundred triggers at once start one run; the others are told which', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => call('POST', `/fabrics/${id}/sync/trigger`, { priority: 'urgent' })),
  );

  const started = answers.filter((each) => each.status === 202);
  const refused = answers.filter((each) => each.status === 409);
  expect([started.length, refused.length]).toEqual([1, 99]);
  for (const { body } of refused) {
    expect(body).toMatchObject({
      error: "Sync already in progress for fabric 'prod-cluster'",
      code: 'SYNC_ALREADY_RUNNING',
      current_task_id: started[0]!.body.task_id,
    });
  }
  expect((await status()).calculated_sync_status).toBe('syncing');
});

test.each([
  [{ kubernetes_server: '' }, 'Cannot sync: Kubernetes server not configured', ['kubernetes_server']],
  [{ kubernetes_server: null }, 'Cannot sync: Kubernetes server not configured', ['kubernetes_server']],
  [{ sync_enabled: false }, 'Cannot sync: synchronization is disabled', ['sync_enabled']],
])('a fabric with %j is 425 and says what is missing', async (patch, error, required) => {
  expect((await call('PATCH', `/fabrics/${id}`, patch)).status).toBe(200);

  for (const verb of ['trigger', 'retry']) {
    expect(await call('POST', `/fabrics/${id}/sync/${verb}`)).toMatchObject({
      status: 425,
      body: { error, required_config: required, code: 'SYNC_NOT_READY' },
    });
  }
});

test('progress has the documented fields; a cancelled run says failed; after a minute it is 404', async () => {
  expect((await call('GET', `/fabrics/${id}/sync/progress`)).status).toBe(404);
  const { task_id } = (await call('POST', `/fabrics/${id}/sync/trigger`)).body;

  const answer = await call('GET', `/fabrics/${id}/sync/progress`);
  expect(answer.status).toBe(200);
  expect(runProgress.strict().parse(answer.body)).toMatchObject({
    task_id,
    status: 'pending',
    progress: { percentage: 0, steps_completed: 0, total_steps: 8, estimated_completion: null, errors: [] },
  });

  expect((await call('POST', `/fabrics/${id}/sync/cancel`)).status).toBe(204);
  expect((await call('GET', `/fabrics/${id}/sync/progress`)).body).toMatchObject({
    task_id,
    status: 'failed',
  });
  await db.update(runs).set({ finishedAt: new Date(Date.now() - 61_000) });
  expect((await call('GET', `/fabrics/${id}/sync/progress`)).status).toBe(404);
});

test('cancelling when nothing runs is 409', async () => {
  expect((await call('POST', `/fabrics/${id}/sync/cancel`)).status).toBe(409);
});

test('a fabric goes in and comes out, but its token does not', async () => {
  const read = (await call('GET', `/fabrics/${id}`)).body;

  expect(read).toMatchObject({
    name: 'prod-cluster',
    kubernetes_namespace: 'default',
    sync_interval: 300,
    sync_enabled: true,
    conflict_policy: 'force',
    kubernetes_token_set: true,
    calculated_sync_status: 'never_synced',
    sync_status: 'never_synced',
  });
  const everything = [read, (await call('GET', '/fabrics')).body, (await call('GET', '/audit-events')).body];
  expect(JSON.stringify(everything)).not.toContain('canary');
  expect((await call('DELETE', `/fabrics/${id}`)).status).toBe(204);
  expect((await call('GET', `/fabrics/${id}`)).status).toBe(404);
});

test('fabrics are filtered by state, name and search', async () => {
  await call('POST', '/fabrics', { name: 'lab' });
  const found = async (query: string) =>
    (await call('GET', `/fabrics?${query}`)).body.results.map((each: { name: string }) => each.name);

  expect(await found('state=not_configured')).toEqual(['lab']);
  expect(await found('name=prod-cluster')).toEqual(['prod-cluster']);
  expect(await found('q=cluster.example')).toEqual(['prod-cluster']);
  expect(await found('ordering=name')).toEqual(['lab', 'prod-cluster']);
});

test('a result is dismissed', async () => {
  await call('POST', `/fabrics/${id}/sync/trigger`);
  await call('POST', `/fabrics/${id}/sync/cancel`);
  expect((await call('GET', `/fabrics/${id}`)).body.last_result).not.toBeNull();

  expect((await call('POST', `/fabrics/${id}/dismiss-result`)).status).toBe(204);

  expect((await call('GET', `/fabrics/${id}`)).body.last_result).toBeNull();
});

test('a refused server address names its field', async () => {
  const answer = await call('PATCH', `/fabrics/${id}`, { kubernetes_server: 'https://169.254.169.254' });

  expect(answer).toMatchObject({ status: 422, body: { code: 'ADDRESS_REFUSED' } });
});
