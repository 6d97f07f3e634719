import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { fabrics, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { retrySync, triggerSync } from '#server/services/sync/trigger-sync.ts';
import {
  auditRows,
  failedFabric,
  fabricRow,
  newFabric,
  runRow,
  setFabric,
  startRun,
  testContext,
  transitionRows,
  TRIGGER,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db, url } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const runsOf = (fabricId: number) => db.select().from(runs).where(eq(runs.fabricId, fabricId));

describe('a trigger', () => {
  test('queues a run and answers with its id', async () => {
    const { id } = await newFabric(ctx, { name: 'prod-cluster' });

    const answer = await triggerSync(ctx, id, TRIGGER);

    const [run] = await runsOf(id);
    expect(answer).toEqual({
      message: "Sync triggered for fabric 'prod-cluster'",
      task_id: run?.taskId,
      estimated_start: run?.queuedAt.toISOString(),
    });
    expect(run).toMatchObject({
      status: 'pending',
      triggerType: 'manual',
      actor: 'admin',
      force: false,
      confirmPrune: false,
    });
    const fabric = await fabricRow(db, id);
    expect(fabric.activeRunId).toBe(run?.id);
    // No run is due beside this one: it is looked at for how long its first success takes.
    expect(fabric.wakeAt).toEqual(new Date(fabric.waitingSince!.getTime() + 300_001));
    expect((await transitionRows(db, id)).at(-1)).toMatchObject({
      from: 'never_synced',
      to: 'syncing',
      actor: 'admin',
      reason: 'synchronization triggered',
    });
  });

  test('carries force, priority and consent, and is audited with them', async () => {
    const { id } = await verifiedFabric(ctx);

    await triggerSync(ctx, id, { force: true, priority: 'urgent', confirm_prune: true });

    const { activeRunId } = await fabricRow(db, id);
    const run = await runRow(db, activeRunId!);
    expect(run).toMatchObject({ force: true, priority: 3, confirmPrune: true });
    expect((await auditRows(db, id)).at(-1)).toMatchObject({
      kind: 'run.triggered',
      subjectType: 'run',
      subjectId: String(run.id),
      runId: run.id,
      actor: 'admin',
      data: { task_id: run.taskId, force: true, confirm_prune: true },
    });
  });

  test('is never refused for being recent, nor at interval 0, nor by an open breaker', async () => {
    const { id } = await verifiedFabric(ctx, { sync_interval: 0 });
    await setFabric(db, id, { breakerFailures: 5, breakerOpenUntil: new Date(Date.now() + 300_000) });

    await expect(triggerSync(ctx, id, TRIGGER)).resolves.toMatchObject({ task_id: expect.any(String) });
  });

  test('of twenty at once exactly one wins; the others learn its id', async () => {
    const { id } = await newFabric(ctx, { name: 'prod-cluster' });

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => triggerSync(ctx, id, TRIGGER)));

    const [won, ...more] = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refusals = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(more).toEqual([]);
    expect(await runsOf(id)).toHaveLength(1);
    expect(refusals).toHaveLength(19);
    expect(refusals).toEqual(
      refusals.map(() =>
        expect.objectContaining({
          code: 'SYNC_ALREADY_RUNNING',
          message: "Sync already in progress for fabric 'prod-cluster'",
          details: expect.objectContaining({ task_id: won?.task_id }),
        }),
      ),
    );
  });

  test.each(['pending', 'running'])('while a run is %s is refused', async (status) => {
    const { id } = await newFabric(ctx);
    if (status === 'running') await startRun(ctx, id);
    else await triggerSync(ctx, id, TRIGGER);

    await expect(triggerSync(ctx, id, TRIGGER)).rejects.toMatchObject({ code: 'SYNC_ALREADY_RUNNING' });
  });
});

describe('what a trigger asks of the database', () => {
  const statements: string[] = [];
  const counted = openDatabase(url, {
    max: 1,
    applicationName: 'counted',
    onQuery: (text) => statements.push(text.trim().split(/\s+/).slice(0, 3).join(' ')),
  });
  afterAll(() => counted.close());

  test('is the lock and what stands beside the fabric, the run, and all that follows from it', async () => {
    const { id } = await newFabric(ctx);
    await counted.sql`select 1`;
    statements.length = 0;

    await triggerSync(testContext(counted.db), id, TRIGGER);

    expect(statements).toEqual([
      'begin',
      'select "id" as',
      'select clock_timestamp() as',
      'select "id" as',
      'insert into runs',
      'update fabrics set',
      'insert into events',
      'insert into deliveries',
      'commit',
    ]);
  });
});

describe('a fabric that is not ready', () => {
  test.each([
    [{ kubernetes_server: '' }, 'kubernetes_server', 'Cannot sync: Kubernetes server not configured'],
    [{ sync_enabled: false }, 'sync_enabled', 'Cannot sync: synchronization is disabled'],
    [
      { kubernetes_server: '', sync_enabled: false },
      'kubernetes_server',
      'Cannot sync: Kubernetes server not configured',
    ],
  ])('%j: says what is missing and makes no run', async (input, required_config, message) => {
    const { id } = await newFabric(ctx, input);

    for (const start of [() => triggerSync(ctx, id, TRIGGER), () => retrySync(ctx, id)]) {
      await expect(start()).rejects.toMatchObject({
        code: 'SYNC_NOT_READY',
        message,
        details: { required_config },
      });
    }
    expect(await runsOf(id)).toEqual([]);
  });
});

test('one that does not exist', async () => {
  await expect(triggerSync(ctx, 999, TRIGGER)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'Fabric with ID 999 not found',
  });
});

describe('retry', () => {
  test('resets the series and the breaker, starts a run and leaves the texts until it succeeds', async () => {
    const { id } = await failedFabric(ctx, 'K8S_NETWORK_TIMEOUT');
    await setFabric(db, id, {
      breakerFailures: 5,
      breakerOpenUntil: new Date(Date.now() + 300_000),
      retryAttempt: 5,
    });

    const { task_id } = await retrySync(ctx, id);

    const fabric = await fabricRow(db, id);
    expect(await runRow(db, fabric.activeRunId!)).toMatchObject({ taskId: task_id, status: 'pending' });
    expect(fabric).toMatchObject({
      retryAttempt: 0,
      retryAt: null,
      breakerFailures: 0,
      breakerOpenUntil: null,
      connectionError: 'text of K8S_NETWORK_TIMEOUT',
    });
    expect((await transitionRows(db, id)).at(-1)).toMatchObject({ from: 'error', to: 'syncing' });
  });

  test('lets a stopped schedule go on', async () => {
    const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

    await retrySync(ctx, id);

    expect(await fabricRow(db, id)).toMatchObject({ scheduleStopped: false });
  });

  test('while a run exists is refused and resets nothing', async () => {
    const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
    await startRun(ctx, id);

    await expect(retrySync(ctx, id)).rejects.toMatchObject({ code: 'SYNC_ALREADY_RUNNING' });

    expect(await fabricRow(db, id)).toMatchObject({ scheduleStopped: true });
  });
});
