import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, repositories, resources } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import type { FabricRow } from '#db/schema/index.ts';
import {
  endRun,
  fabricRow,
  newFabric,
  runRow,
  startRun,
  testContext,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';
import { repositoryChanged } from '#server/state/repository-changed.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
let repository = 0;

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(repositories);
  const [row] = await db
    .insert(repositories)
    .values({ name: 'gitops', url: 'https://git.example/x.git' })
    .returning();
  repository = row!.id;
});

const changed = (targetChanged: boolean) =>
  db.transaction((tx) => repositoryChanged(tx, repository, { targetChanged }, 'admin'));

async function gitFailure(): Promise<FabricRow> {
  const { id } = await verifiedFabric(ctx, { git_repository: repository });
  const outcome = { type: 'failed', code: 'GIT_AUTH_FAILED', message: 'denied', advice: 'do it' } as const;
  await endRun(db, id, await startRun(ctx, id), outcome);
  return await fabricRow(db, id);
}

describe('another address', () => {
  test('is another target: what was verified proves nothing any more, and the next run starts at once', async () => {
    const { id } = await verifiedFabric(ctx, { git_repository: repository });
    await db.insert(resources).values({
      fabricId: id,
      apiVersion: 'vpc.githedgehog.com/v1beta1',
      kind: 'VPC',
      namespace: 'default',
      name: 'vpc-1',
      desiredHash: 'd',
      liveHash: 'l',
      driftStatus: 'in_sync',
    });

    await changed(true);

    const fabric = await fabricRow(db, id);
    const [resource] = await db.select().from(resources).where(eq(resources.fabricId, id));
    expect(fabric).toMatchObject({ lastSync: null, lastAttemptAt: null, syncedCommit: null, driftCount: 0 });
    expect(fabric.wakeAt).not.toBeNull();
    expect(resource).toMatchObject({ desiredHash: null, liveHash: null, driftStatus: 'unknown' });
    expect((await transitionsOf(db, id)).at(-1)).toBe('in_sync -> never_synced');
  });

  test('clears an error of the old one', async () => {
    const { id } = await gitFailure();

    await changed(true);

    expect(await fabricRow(db, id)).toMatchObject({
      syncError: null,
      errorCode: null,
      scheduleStopped: false,
    });
    expect((await transitionsOf(db, id)).at(-1)).toBe('error -> never_synced');
  });

  test('ends an active run', async () => {
    const { id } = await verifiedFabric(ctx, { git_repository: repository });
    const { runId } = await startRun(ctx, id);

    await changed(true);

    expect(await runRow(db, runId)).toMatchObject({ status: 'cancelled', stopRequested: 'target_changed' });
    expect(await fabricRow(db, id)).toMatchObject({ activeRunId: null, lastSync: null });
  });
});

describe('other credentials', () => {
  test('let a fabric in error try again at once, its error standing until a run succeeds', async () => {
    const { id, lastSync } = await gitFailure();

    await changed(false);

    const fabric = await fabricRow(db, id);
    expect(fabric).toMatchObject({ lastSync, syncError: 'denied', scheduleStopped: false, retryAttempt: 0 });
    expect(fabric.wakeAt).toEqual(fabric.retryAt);
    expect(fabric.retryAt).not.toBeNull();
  });

  test('change nothing for one that is well', async () => {
    const before = await verifiedFabric(ctx, { git_repository: repository });

    await changed(false);

    expect(await fabricRow(db, before.id)).toEqual(before);
  });
});

test('fabrics of other repositories, and of none, are left alone', async () => {
  const before = await verifiedFabric(ctx);

  await changed(true);

  expect(await fabricRow(db, before.id)).toEqual(before);
});

test('changes of one repository at once end, each after the other', async () => {
  const { id } = await newFabric(ctx, { git_repository: repository });
  await newFabric(ctx, { git_repository: repository });

  await Promise.all(Array.from({ length: 8 }, (_, index) => changed(index % 2 === 0)));

  expect(await transitionsOf(db, id)).toEqual(['nothing -> never_synced']);
});
