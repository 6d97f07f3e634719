import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { fabrics, runs } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/**
 * The documented endpoints as the requirements write them (sections 6.1 and 9.3): every schema and example below is copied from
 * there and none is ours, so that both can disagree. Fields that we add are named, and there may be no others.
 */

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;

const dateTime = z.iso.datetime();

const STATUS_200 = z.strictObject({
  fabric_id: z.int(),
  calculated_sync_status: z.enum([
    'not_configured',
    'disabled',
    'never_synced',
    'in_sync',
    'out_of_sync',
    'syncing',
    'error',
  ]),
  sync_status_display: z.string(),
  badge_class: z.string(),
  last_sync: dateTime.nullable(),
  next_sync: dateTime.nullable(),
  sync_interval: z.int(),
  connection_error: z.string().nullable(),
  sync_error: z.string().nullable(),
  progress: z
    .strictObject({
      percentage: z.int().min(0).max(100),
      message: z.string(),
      estimated_completion: dateTime.nullable(),
    })
    .nullable(),
  // Added.
  why: z.string(),
  action_button: z.string(),
  message: z.string(),
});

const TRIGGER_202 = z.strictObject({ message: z.string(), task_id: z.string(), estimated_start: dateTime });
const TRIGGER_409 = z.strictObject({
  error: z.string(),
  current_task_id: z.string(),
  code: z.string(),
  advice: z.string(),
});
const TRIGGER_425 = z.strictObject({
  error: z.string(),
  required_config: z.array(z.string()),
  code: z.string(),
  advice: z.string(),
});

const PROGRESS_200 = z.strictObject({
  task_id: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'failed']),
  progress: z.strictObject({
    percentage: z.int().min(0).max(100),
    current_step: z.string(),
    steps_completed: z.int(),
    total_steps: z.int(),
    estimated_completion: dateTime.nullable(),
    errors: z.array(
      z.strictObject({
        level: z.enum(['warning', 'error', 'critical']),
        message: z.string(),
        timestamp: dateTime,
      }),
    ),
  }),
});

const status = z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']);
const HEALTH_200 = z.object({
  timestamp: dateTime,
  overall_status: z.enum(['healthy', 'degraded', 'unhealthy']),
  components: z.strictObject({
    kubernetes: z.looseObject({
      status,
      cluster_version: z.string().nullable(),
      response_time_ms: z.number().nullable(),
    }),
    database: z.looseObject({ status, fabric_count: z.int() }),
    sync_queue: z.looseObject({ status, active_syncs: z.int(), queued_syncs: z.int() }),
    sync_performance: z.looseObject({
      status,
      recent_syncs_count: z.int(),
      avg_duration_seconds: z.number(),
      success_rate: z.number().min(0).max(1),
    }),
  }),
});

let id: number;
const change = (columns: Partial<typeof fabrics.$inferInsert>) =>
  db.update(fabrics).set(columns).where(eq(fabrics.id, id));
const read = async () => STATUS_200.parse((await call('GET', `/fabrics/${id}/sync/status`)).body);
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

beforeEach(async () => {
  await db.delete(fabrics);
  const input = { name: 'prod-cluster', kubernetes_server: 'https://cluster.example:6443' };
  id = (await call('POST', '/fabrics', input)).body.id;
});

// Section 2.1 of the document, state by state.
test.each([
  ['not_configured', { kubernetesServer: '' }, 'Not Configured', 'bg-secondary text-white'],
  ['disabled', { syncEnabled: false }, 'Sync Disabled', 'bg-secondary text-white'],
  ['never_synced', { lastSync: null }, 'Never Synced', 'bg-warning text-dark'],
  ['in_sync', { lastSync: ago(10) }, 'In Sync', 'bg-success text-white'],
  ['out_of_sync', { lastSync: ago(900) }, 'Out of Sync', 'bg-warning text-dark'],
  ['error', { syncError: 'it broke', lastSync: ago(10) }, 'Sync Error', 'bg-danger text-white'],
] as const)('status 200 of a fabric in %s', async (state, columns, display, badge) => {
  await change(columns);

  expect(await read()).toMatchObject({
    fabric_id: id,
    calculated_sync_status: state,
    sync_status_display: display,
    badge_class: badge,
    progress: null,
  });
});

test('status 200 as in the example: out of sync, with an interval of 300 and nothing wrong', async () => {
  await change({ lastSync: new Date('2025-08-10T23:30:00Z') });

  const { next_sync, why: _why, action_button: _button, message: _message, ...answer } = await read();

  expect(answer).toEqual({
    fabric_id: id,
    calculated_sync_status: 'out_of_sync',
    sync_status_display: 'Out of Sync',
    badge_class: 'bg-warning text-dark',
    last_sync: '2025-08-10T23:30:00.000Z',
    sync_interval: 300,
    connection_error: null,
    sync_error: null,
    progress: null,
  });
  expect(next_sync).not.toBeNull();
});

test.each([
  ['GET', 'status'],
  ['POST', 'trigger'],
  ['GET', 'progress'],
])('%s %s 404 in the words of the example', async (method, verb) => {
  const answer = await call(method, `/fabrics/999/sync/${verb}/`);

  expect([answer.status, answer.body.error]).toEqual([404, 'Fabric with ID 999 not found']);
});

test.each<{ readonly body?: object }>([
  {},
  { body: {} },
  { body: { force: true } },
  { body: { priority: 'low' } },
  { body: { priority: 'normal' } },
  { body: { priority: 'high' } },
  { body: { priority: 'urgent' } },
])('trigger with %j is 202, and a second one 409', async ({ body }) => {
  const first = await call('POST', `/fabrics/${id}/sync/trigger`, body);
  const second = await call('POST', `/fabrics/${id}/sync/trigger`, body);

  expect(first.status).toBe(202);
  const started = TRIGGER_202.parse(first.body);
  expect(started.message).toBe("Sync triggered for fabric 'prod-cluster'");
  expect(started.task_id).toMatch(new RegExp(`^sync_fabric_${id}_\\d{8}_\\d{6}(_\\w+)?$`));
  expect(second.status).toBe(409);
  expect(TRIGGER_409.parse(second.body)).toMatchObject({
    error: "Sync already in progress for fabric 'prod-cluster'",
    current_task_id: started.task_id,
  });
});

test('trigger 425 in the words of the example', async () => {
  await change({ kubernetesServer: '' });

  const answer = await call('POST', `/fabrics/${id}/sync/trigger`);

  expect(answer.status).toBe(425);
  expect(TRIGGER_425.parse(answer.body)).toMatchObject({
    error: 'Cannot sync: Kubernetes server not configured',
    required_config: ['kubernetes_server'],
  });
});

test('progress 200 as in the example, and the same in the status; without a run 404', async () => {
  expect((await call('GET', `/fabrics/${id}/sync/progress`)).status).toBe(404);
  const { task_id } = (await call('POST', `/fabrics/${id}/sync/trigger`)).body;
  await db.update(runs).set({
    status: 'running',
    progress: {
      percentage: 65,
      message: 'Processing VPC CRDs',
      stepsCompleted: 3,
      totalSteps: 5,
      estimatedCompletion: '2025-08-10T23:47:30.000Z',
      errors: [],
    },
  });

  const answer = await call('GET', `/fabrics/${id}/sync/progress`);

  expect(answer.status).toBe(200);
  expect(PROGRESS_200.parse(answer.body)).toEqual({
    task_id,
    status: 'running',
    progress: {
      percentage: 65,
      current_step: 'Processing VPC CRDs',
      steps_completed: 3,
      total_steps: 5,
      estimated_completion: '2025-08-10T23:47:30.000Z',
      errors: [],
    },
  });
  expect(await read()).toMatchObject({
    calculated_sync_status: 'syncing',
    sync_status_display: 'Syncing',
    badge_class: 'bg-info text-white',
    progress: {
      percentage: 65,
      message: 'Processing VPC CRDs',
      estimated_completion: '2025-08-10T23:47:30.000Z',
    },
  });
});

// `success_rate`: below 0.5 unhealthy, below 0.9 degraded; without runs 1.0, and the duration 0.
test.each([
  [0, 0, 'healthy', 200, 1],
  [9, 1, 'healthy', 200, 0.9],
  [8, 2, 'degraded', 200, 0.8],
  [1, 4, 'unhealthy', 503, 0.2],
])('health after %i good runs and %i bad ones is %s', async (good, bad, overall, code, rate) => {
  const { task_id } = (await call('POST', `/fabrics/${id}/sync/trigger`)).body;
  const [run] = await db.select().from(runs).where(eq(runs.taskId, task_id));
  await call('POST', `/fabrics/${id}/sync/cancel`);
  if (run === undefined) throw new Error('no run');
  const { id: _, ...columns } = run;
  for (let index = 0; index < good + bad; index += 1) {
    await db.insert(runs).values({
      ...columns,
      taskId: `${task_id}_${index}`,
      status: index < good ? 'completed' : 'failed',
      startedAt: ago(60),
      finishedAt: ago(30),
    });
  }
  await change({ healthCheckedAt: new Date(), lastSync: new Date() });

  const answer = await api.raw('/health/sync/');

  const { overall_status, components } = HEALTH_200.parse(answer.body);
  expect([answer.status, overall_status]).toEqual([code, overall]);
  expect(components.sync_performance).toMatchObject({
    recent_syncs_count: good + bad,
    success_rate: rate,
    avg_duration_seconds: good + bad === 0 ? 0 : 30,
  });
  expect(components.database.fabric_count).toBe(1);
  expect(JSON.stringify(answer.body)).not.toContain('cluster.example');
});

test.each(['/api/hedgehog/fabrics', '/api/hedgehog/fabrics/1/sync/status', '/api/hedgehog/nowhere', '/api'])(
  'a login page is never sent: %s answers a browser in JSON too',
  async (path) => {
    const answer = await api.raw(path, { headers: { accept: 'text/html,application/xhtml+xml' } });

    expect(answer.status).toBeGreaterThanOrEqual(401);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.body).toMatchObject({ error: expect.any(String), code: expect.any(String) });
  },
);
