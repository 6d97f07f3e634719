import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, repositories, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { calculateSyncState } from '#server/domain/sync-state.ts';
import { repositoryInput } from '#server/domain/wire/repository.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { createRepository } from '#server/services/repositories/create-repository.ts';
import { updateRepository } from '#server/services/repositories/update-repository.ts';
import { cancelSync } from '#server/services/sync/cancel-sync.ts';
import {
  endRun,
  fabricRow,
  newFabric,
  runRow,
  setFabric,
  startRun,
  testContext,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';
import { changeFabric, databaseNow } from '#server/state/change.ts';
import { endOwnRun, endRunFromOutside, returnLease, stillOwn, type Lease } from '#server/state/end-run.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const VERIFIED = { type: 'verified' } as const;
const TIMEOUT = {
  type: 'failed',
  code: 'K8S_NETWORK_TIMEOUT',
  message: 'Connection timeout',
  advice: 'Check the network',
} as const;

const expire = (runId: number) =>
  db
    .update(runs)
    .set({ leaseUntil: sql`clock_timestamp() - interval '1 ms'` })
    .where(eq(runs.id, runId));

describe('the worker that holds a run ends it', () => {
  test('verified: run, fabric and log in one', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    const ended = await endRun(db, id, lease, VERIFIED);

    const run = await runRow(db, lease.runId);
    const fabric = await fabricRow(db, id);
    expect(ended).toBe(true);
    expect(run).toMatchObject({ status: 'completed', leaseUntil: null, errorCode: null, errorMessage: null });
    expect(fabric).toMatchObject({ activeRunId: null, lastRunId: lease.runId, lastSync: run.finishedAt });
    expect(await transitionsOf(db, id)).toEqual([
      'nothing -> never_synced',
      'never_synced -> syncing',
      'syncing -> in_sync',
    ]);
  });

  describe('with a failure of what the run was made from', () => {
    const REFUSED = {
      type: 'failed',
      code: 'K8S_AUTH_INVALID_TOKEN',
      message: 'Authentication failed',
      advice: 'Update the token',
    } as const;

    async function refusedAfter(change: (id: number) => Promise<unknown>) {
      const { id } = await newFabric(ctx, { kubernetes_token: 'old' });
      const fabric = await fabricRow(db, id);
      const lease = await startRun(ctx, id);
      await change(id);
      await endOwnRun(db, id, lease, {
        status: 'failed',
        outcome: REFUSED,
        actor: 'admin',
        reason: 'the run ended',
        madeFrom: { fabric, repository: null },
      });
      return await fabricRow(db, id);
    }

    test('that is so still: automatic runs stop', async () => {
      expect(await refusedAfter((id) => updateFabric(ctx, id, { description: 'x' }))).toMatchObject({
        errorCode: 'K8S_AUTH_INVALID_TOKEN',
        scheduleStopped: true,
        retryAt: null,
      });
    });

    test('a token that was replaced meanwhile: the new one is tried at once', async () => {
      const fabric = await refusedAfter((id) => updateFabric(ctx, id, { kubernetes_token: 'new' }));

      expect(fabric).toMatchObject({
        syncError: 'Authentication failed',
        errorCode: 'K8S_AUTH_INVALID_TOKEN',
        scheduleStopped: false,
        retryAttempt: 0,
      });
      expect(fabric.retryAt).toEqual(fabric.lastAttemptAt);
      expect(fabric.wakeAt).toEqual(fabric.retryAt);
    });

    test('credentials of its repository that were replaced meanwhile: tried at once too', async () => {
      const git = {
        name: `git-${randomUUID()}`,
        url: 'https://git.example/x',
        auth_type: 'token',
        token: 'old',
      } as const;
      const { id: git_repository } = await createRepository(ctx, repositoryInput.parse(git));
      const { id } = await newFabric(ctx, { git_repository });
      const [repository] = await db.select().from(repositories).where(eq(repositories.id, git_repository));
      const fabric = await fabricRow(db, id);
      const lease = await startRun(ctx, id);
      await updateRepository(ctx, git_repository, { token: 'new' });

      await endOwnRun(db, id, lease, {
        status: 'failed',
        outcome: { ...REFUSED, code: 'GIT_AUTH_FAILED' },
        actor: 'admin',
        reason: 'the run ended',
        madeFrom: { fabric, repository: repository! },
      });

      const after = await fabricRow(db, id);
      expect(after).toMatchObject({ errorCode: 'GIT_AUTH_FAILED', scheduleStopped: false });
      expect(after.retryAt).toEqual(after.lastAttemptAt);
    });
  });

  test('failed: the text, the retry and the wake time stand in the fabric, the cause in the run', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    await endRun(db, id, lease, TIMEOUT);

    const fabric = await fabricRow(db, id);
    expect(await runRow(db, lease.runId)).toMatchObject({
      status: 'failed',
      errorCode: TIMEOUT.code,
      errorMessage: TIMEOUT.message,
      errorAdvice: TIMEOUT.advice,
    });
    expect(fabric).toMatchObject({
      connectionError: TIMEOUT.message,
      syncError: null,
      errorCode: TIMEOUT.code,
      errorAdvice: TIMEOUT.advice,
      retryAttempt: 1,
      lastSync: null,
    });
    expect(fabric.retryAt).not.toBeNull();
    expect(fabric.wakeAt).toEqual(fabric.retryAt);
    expect((await transitionsOf(db, id)).at(-1)).toBe('syncing -> error');
  });

  test('a run that proves nothing leaves the fabric as it was before', async () => {
    const { id, lastSync } = await verifiedFabric(ctx);

    await endRun(db, id, await startRun(ctx, id), { type: 'partial' });

    expect(await fabricRow(db, id)).toMatchObject({ lastSync, activeRunId: null });
    expect((await transitionsOf(db, id)).slice(-2)).toEqual(['in_sync -> syncing', 'syncing -> in_sync']);
  });

  test('with more columns of run and fabric, and more writes, all in the same transaction', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    await endOwnRun(db, id, lease, {
      status: 'completed',
      outcome: VERIFIED,
      actor: 'admin',
      reason: 'done',
      run: { commit: 'abc' },
      fabric: { syncedCommit: 'abc', driftCount: 2 },
      also: async (tx) => {
        await tx.update(fabrics).set({ description: 'also' }).where(eq(fabrics.id, id));
      },
    });

    expect(await runRow(db, lease.runId)).toMatchObject({ commit: 'abc' });
    expect(await fabricRow(db, id)).toMatchObject({
      syncedCommit: 'abc',
      driftCount: 2,
      description: 'also',
    });
  });

  test('if a further write fails, the run has not ended', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    const ending = endOwnRun(db, id, lease, {
      status: 'completed',
      outcome: VERIFIED,
      actor: 'admin',
      reason: 'done',
      also: () => Promise.reject(new Error('no')),
    });

    await expect(ending).rejects.toThrow('no');
    expect(await runRow(db, lease.runId)).toMatchObject({ status: 'running' });
    expect(await fabricRow(db, id)).toMatchObject({ activeRunId: lease.runId, lastSync: null });
  });

  test('a new result is shown again after a dismissal', async () => {
    const { id } = await verifiedFabric(ctx);
    await setFabric(db, id, { dismissedRunId: 7 });

    await endRun(db, id, await startRun(ctx, id), VERIFIED);

    expect(await fabricRow(db, id)).toMatchObject({ dismissedRunId: null });
  });
});

describe('a worker that lost its run writes nothing', () => {
  const losses: [string, (lease: Lease, fabricId: number) => Promise<Lease>][] = [
    [
      'its lease ran out',
      async (lease) => {
        await expire(lease.runId);
        return lease;
      },
    ],
    ['another worker has it', (lease) => Promise.resolve({ ...lease, worker: 'worker-2' })],
    ['it was claimed again', (lease) => Promise.resolve({ ...lease, attempt: lease.attempt - 1 })],
    [
      'it was cancelled',
      async (lease, fabricId) => {
        await cancelSync(ctx, fabricId);
        return lease;
      },
    ],
    [
      'it was cancelled, and another one runs',
      async (lease, fabricId) => {
        await cancelSync(ctx, fabricId);
        await returnLease(db, lease);
        await startRun(ctx, fabricId, 'worker-2');
        return lease;
      },
    ],
    [
      'the fabric was deleted',
      async (lease, fabricId) => {
        await db.delete(fabrics).where(eq(fabrics.id, fabricId));
        return lease;
      },
    ],
  ];

  test.each(losses)('%s', async (_, lose) => {
    const { id } = await verifiedFabric(ctx);
    const held = await startRun(ctx, id);
    const lease = await lose(held, id);
    const everything = async () => [
      await db.select().from(runs),
      await db.select().from(fabrics),
      await transitionsOf(db, id),
    ];
    const before = await everything();

    let also = false;
    const ended = await endOwnRun(db, id, lease, {
      status: 'completed',
      outcome: VERIFIED,
      actor: 'admin',
      reason: 'done',
      run: { commit: 'lost' },
      fabric: { syncedCommit: 'lost' },
      also: () => {
        also = true;
        return Promise.resolve();
      },
    });

    expect(ended).toBe(false);
    expect(also).toBe(false);
    expect(await everything()).toEqual(before);
    expect(await db.transaction((tx) => stillOwn(tx, lease))).toBe(false);
  });

  test('one that holds it still does', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    expect(await db.transaction((tx) => stillOwn(tx, lease))).toBe(true);
  });
});

describe('ended from outside', () => {
  const endFromOutside = (id: number) =>
    changeFabric(db, id, { actor: 'admin', reason: 'stop' }, async (tx, fabric, now) => ({
      patch: await endRunFromOutside(tx, fabric, now, 'cancelled', {
        status: 'cancelled',
        outcome: { type: 'stopped_untouched' },
        actor: 'admin',
        reason: 'stop',
        code: 'SYNC_CANCELLED',
        message: 'cancelled by admin',
      }),
      result: null,
    }));

  test('the row ends at once and says why; its lease stays until the worker gives it back', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    await endFromOutside(id);

    const ended = await runRow(db, lease.runId);
    expect(ended).toMatchObject({
      status: 'cancelled',
      stopRequested: 'cancelled',
      errorCode: 'SYNC_CANCELLED',
      errorMessage: 'cancelled by admin',
    });
    expect(ended.finishedAt).not.toBeNull();
    expect(ended.leaseUntil?.getTime()).toBeGreaterThan((await databaseNow(db)).getTime());

    await returnLease(db, lease);

    expect(await runRow(db, lease.runId)).toMatchObject({ leaseUntil: null, status: 'cancelled' });
  });

  test('nobody gives back the lease of another', async () => {
    const { id } = await newFabric(ctx);
    const lease = await startRun(ctx, id);

    await returnLease(db, { ...lease, worker: 'worker-2' });
    await returnLease(db, { ...lease, attempt: lease.attempt + 1 });

    expect((await runRow(db, lease.runId)).leaseUntil).not.toBeNull();
  });

  test('without an active run nothing happens', async () => {
    const { id, lastRunId } = await verifiedFabric(ctx);

    await endFromOutside(id);

    expect(await fabricRow(db, id)).toMatchObject({ lastRunId, activeRunId: null });
    expect(await runRow(db, lastRunId!)).toMatchObject({ status: 'completed', stopRequested: null });
  });

  test('a fabric that points at a run which ended long ago is let go', async () => {
    const { id, lastRunId } = await verifiedFabric(ctx);
    await setFabric(db, id, { activeRunId: lastRunId });

    await endFromOutside(id);

    expect(await fabricRow(db, id)).toMatchObject({ activeRunId: null });
    expect(await runRow(db, lastRunId!)).toMatchObject({ status: 'completed', stopRequested: null });
  });

  test('of two that end a run at once, worker and person, exactly one does', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await newFabric(ctx);
      const lease = await startRun(ctx, id);

      const [own] = await Promise.all([endRun(db, id, lease, VERIFIED), endFromOutside(id)]);

      const fabric = await fabricRow(db, id);
      const state = calculateSyncState(fabric, await databaseNow(db));
      expect((await runRow(db, lease.runId)).status).toBe(own ? 'completed' : 'cancelled');
      expect(state).toBe(own ? 'in_sync' : 'never_synced');
      expect((await transitionsOf(db, id)).at(-1)).toBe(`syncing -> ${state}`);
    }
  });
});
