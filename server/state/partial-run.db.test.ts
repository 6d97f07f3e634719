import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { fabrics, type FabricRow } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import {
  endRun,
  fabricRow,
  failedFabric,
  newFabric,
  startRun,
  testContext,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

async function lateFabric(): Promise<FabricRow> {
  const { id } = await verifiedFabric(ctx);
  await db
    .update(fabrics)
    .set({ lastSync: sql`clock_timestamp() - interval '400 s'` })
    .where(eq(fabrics.id, id));
  return await fabricRow(db, id);
}

const BEFORE = {
  never_synced: () => newFabric(ctx),
  in_sync: () => verifiedFabric(ctx),
  out_of_sync: lateFabric,
  error: () => failedFabric(ctx, 'K8S_API_SERVER_ERROR'),
} as const;

describe.each(['partial', 'refused'] as const)('a run that ends %s', (type) => {
  test.each(Object.keys(BEFORE) as (keyof typeof BEFORE)[])('leaves %s as it was', async (state) => {
    const before = await BEFORE[state]();

    await endRun(db, before.id, await startRun(ctx, before.id), { type });

    expect((await transitionsOf(db, before.id)).slice(-2)).toEqual([
      `${state} -> syncing`,
      `syncing -> ${state}`,
    ]);
    const { lastSync, lastAttemptAt, retryAt, retryAttempt, syncError, connectionError, errorCode } = before;
    expect(await fabricRow(db, before.id)).toMatchObject({
      lastSync,
      lastAttemptAt,
      retryAt,
      retryAttempt,
      syncError,
      connectionError,
      errorCode,
      activeRunId: null,
    });
  });
});
