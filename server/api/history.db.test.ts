import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { events, fabrics, resources, runResults, runs } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { resource, resourceDetail } from '#server/domain/wire/resource.ts';
import { run, runResult } from '#server/domain/wire/run.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const get = async (path: string) => await api.as('viewer')('GET', path);

const [one, two] = await db
  .insert(fabrics)
  .values([{ name: 'one' }, { name: 'two' }])
  .returning();
const fabricId = one!.id;

const base = { triggerType: 'manual', actor: 'admin', progress: QUEUED_PROGRESS, counts: NO_COUNTS } as const;
const [failed, completed] = await db
  .insert(runs)
  .values([
    {
      ...base,
      fabricId,
      taskId: `sync_fabric_${fabricId}_20260701_100000`,
      status: 'failed',
      startedAt: new Date('2026-07-01T10:00:00Z'),
      finishedAt: new Date('2026-07-01T10:00:01.500Z'),
      errorCode: 'K8S_DNS_FAILED',
      errorMessage: 'DNS resolution failed for Kubernetes server',
      steps: [
        {
          step: 'connect',
          status: 'failed',
          message: 'x',
          startedAt: '2026-07-01T10:00:00.000Z',
          durationMs: 12.7,
        },
      ],
    },
    {
      ...base,
      fabricId: two!.id,
      taskId: `sync_fabric_${two!.id}_20260701_100000`,
      status: 'completed',
      triggerType: 'periodic',
    },
  ])
  .returning();
await db.insert(runResults).values([
  {
    runId: failed!.id,
    kind: 'VPC',
    namespace: 'default',
    name: 'a',
    action: 'create',
    outcome: 'applied',
    reason: 'new',
  },
  {
    runId: failed!.id,
    kind: 'Switch',
    namespace: 'default',
    name: 'b',
    action: 'update',
    outcome: 'failed',
    reason: 'differs',
    changes: [{ path: ['spec', 'vlan'], desired: 1, live: 2 }],
  },
]);
const [vpc] = await db
  .insert(resources)
  .values([
    {
      fabricId,
      apiVersion: 'v1',
      kind: 'VPC',
      namespace: 'default',
      name: 'a',
      desired: { spec: { vlan: 1 } },
      driftStatus: 'drifted',
    },
    { fabricId, apiVersion: 'v1', kind: 'Switch', namespace: 'default', name: 'b', driftStatus: 'in_sync' },
    { fabricId: two!.id, apiVersion: 'v1', kind: 'VPC', namespace: 'default', name: 'c' },
  ])
  .returning();
await db.insert(events).values([
  {
    kind: 'transition',
    subjectType: 'fabric',
    subjectId: String(fabricId),
    fabricId,
    actor: 'admin',
    data: { from: 'never_synced', to: 'syncing', reason: 'synchronization triggered' },
    runId: failed!.id,
  },
  {
    kind: 'transition',
    subjectType: 'fabric',
    subjectId: String(fabricId),
    fabricId,
    actor: 'worker',
    data: { from: 'syncing', to: 'error', reason: 'failed' },
  },
  {
    kind: 'fabric.updated',
    subjectType: 'fabric',
    subjectId: String(fabricId),
    fabricId,
    actor: 'admin',
    data: { fields: ['name'] },
  },
]);

test('a run, by number and by task id', async () => {
  const byNumber = run.parse((await get(`/runs/${failed!.id}`)).body);

  expect(byNumber).toMatchObject({
    fabric_name: 'one',
    successful: false,
    error_code: 'K8S_DNS_FAILED',
    duration_ms: 1_500,
    steps: [{ step: 'connect', title: 'Check connection and rights', duration_ms: 13 }],
  });
  expect((await get(`/runs/${failed!.taskId}`)).body).toEqual(byNumber);
});

test.each([
  '/runs/999999',
  '/runs/sync_fabric_1_20200101_000000',
  '/runs/nonsense',
  '/runs/999999/results',
  '/resources/99999',
])('%s is 404', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test.each([
  ['', 2],
  [`fabric_id=${fabricId}`, 1],
  ['status=completed', 1],
  ['status=running', 0],
  ['trigger_type=periodic', 1],
  [`fabric_id=${fabricId}&status=completed`, 0],
  ['q=_20260701_', 2],
])('runs by %s: %i', async (query, count) => {
  const { body } = await get(`/runs?${query}`);

  expect([body.count, body.results.length]).toEqual([count, count]);
});

test('runs come newest first', async () => {
  expect((await get('/runs')).body.results.map((each: { id: number }) => each.id)).toEqual([
    completed!.id,
    failed!.id,
  ]);
});

test.each([
  ['', ['a', 'b']],
  ['outcome=failed', ['b']],
  ['action=create', ['a']],
  ['kind=Switch', ['b']],
  ['q=a', ['a']],
  ['ordering=-id', ['b', 'a']],
])('what a run did, by %s', async (query, names) => {
  const { body } = await get(`/runs/${failed!.id}/results?${query}`);

  expect(body.results.map((each: unknown) => runResult.parse(each).name)).toEqual(names);
});

test.each([
  [`fabric_id=${fabricId}`, ['b', 'a']],
  ['kind=VPC', ['a', 'c']],
  ['drift_status=drifted', ['a']],
  ['name=c', ['c']],
  ['namespace=other', []],
  ['q=B', ['b']],
  ['ordering=-name', ['c', 'b', 'a']],
])('resources by %s', async (query, names) => {
  const { body } = await get(`/resources?${query}`);

  expect(body.results.map((each: unknown) => resource.parse(each).name)).toEqual(names);
  expect(JSON.stringify(body)).not.toContain('vlan');
});

test('one resource with what it should be', async () => {
  expect(resourceDetail.parse((await get(`/resources/${vpc!.id}`)).body).desired).toEqual({
    spec: { vlan: 1 },
  });
});

test('transitions and audit events are two views of one history', async () => {
  const transitions = (await get(`/transitions?fabric_id=${fabricId}`)).body;
  const audit = (await get(`/audit-events?fabric_id=${fabricId}`)).body;

  expect(transitions.results).toEqual([
    expect.objectContaining({ from: 'syncing', to: 'error', run_id: null }),
    expect.objectContaining({
      from: 'never_synced',
      to: 'syncing',
      run_id: failed!.id,
      reason: 'synchronization triggered',
    }),
  ]);
  expect(audit.results).toEqual([
    expect.objectContaining({ kind: 'fabric.updated', data: { fields: ['name'] } }),
  ]);
  expect((await get('/transitions?to=error')).body.count).toBe(1);
  expect((await get('/audit-events?kind=fabric.deleted')).body.count).toBe(0);
  expect((await get('/audit-events?actor=admin&q=updated')).body.count).toBe(1);
});

test('the history of a fabric outlives it', async () => {
  const [gone] = await db.insert(fabrics).values({ name: 'gone' }).returning();
  await db.insert(events).values({
    kind: 'transition',
    subjectType: 'fabric',
    subjectId: String(gone!.id),
    fabricId: gone!.id,
    actor: 'admin',
    data: { from: null, to: 'not_configured', reason: 'fabric created' },
  });
  await db.delete(fabrics).where(eq(fabrics.id, gone!.id));

  expect((await get(`/transitions?fabric_id=${gone!.id}`)).body.results).toHaveLength(1);
});
