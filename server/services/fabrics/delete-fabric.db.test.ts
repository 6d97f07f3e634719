import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { fabrics, resources, runs } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { endedRuns } from '#server/jobs/lease.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import {
  auditRows,
  endRun,
  startRun,
  testContext,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

test('its runs and resources go with it, its history stays and says who', async () => {
  const { id } = await verifiedFabric(ctx, { name: 'lab' });
  const other = await verifiedFabric(ctx);
  await db
    .insert(resources)
    .values({ fabricId: id, apiVersion: 'v1', kind: 'VPC', namespace: 'default', name: 'a' });

  await deleteFabric(ctx, id);

  expect(await db.select({ id: fabrics.id }).from(fabrics)).toEqual([{ id: other.id }]);
  expect(await db.$count(runs, eq(runs.fabricId, id))).toBe(0);
  expect(await db.$count(resources)).toBe(0);
  expect(await transitionsOf(db, id)).toEqual([
    'nothing -> never_synced',
    'never_synced -> syncing',
    'syncing -> in_sync',
  ]);
  expect((await auditRows(db, id)).at(-1)).toMatchObject({
    kind: 'fabric.deleted',
    actor: 'admin',
    data: { name: 'lab' },
  });
});

test('its active run is found gone by the worker, who can write no more about it', async () => {
  const { id } = await verifiedFabric(ctx);
  const lease = await startRun(ctx, id);

  await deleteFabric(ctx, id);

  expect(await endedRuns(db, [lease.runId])).toEqual(new Map([[lease.runId, 'deleted']]));
  expect(await endRun(db, id, lease, { type: 'verified' })).toBe(false);
});

test('one that does not exist', async () => {
  await expect(deleteFabric(ctx, 2_000_000_000)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('of ten that delete it at once one does', async () => {
  const { id } = await verifiedFabric(ctx);

  const results = await Promise.allSettled(Array.from({ length: 10 }, () => deleteFabric(ctx, id)));

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await auditRows(db, id)).filter(({ kind }) => kind === 'fabric.deleted')).toHaveLength(1);
});
