import { beforeEach, expect, test } from 'vitest';
import { fabrics } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { dismissResult } from '#server/services/fabrics/dismiss-result.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import {
  endRun,
  failedFabric,
  newFabric,
  startRun,
  testContext,
  transitionsOf,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(() => db.delete(fabrics));

const shown = async (id: number) => (await readFabric(ctx, id)).last_result;

test('the result of the last run is shown until it is dismissed, and the next one again', async () => {
  const { id } = await verifiedFabric(ctx);
  const first = await shown(id);

  await dismissResult(ctx, id);
  const dismissed = await shown(id);
  await endRun(db, id, await startRun(ctx, id), { type: 'verified' });

  expect(first).toMatchObject({ successful: true });
  expect(dismissed).toBeNull();
  expect(await shown(id)).toMatchObject({ successful: true });
});

test('a dismissal hides the message and nothing else: the error stands', async () => {
  const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
  const before = await transitionsOf(db, id);

  await dismissResult(ctx, id);

  expect(await readFabric(ctx, id)).toMatchObject({
    calculated_sync_status: 'error',
    error_message: 'text of K8S_AUTH_INVALID_TOKEN',
    last_result: null,
  });
  expect(await transitionsOf(db, id)).toEqual(before);
});

test('of a fabric that never ran it does nothing', async () => {
  const { id } = await newFabric(ctx);

  await dismissResult(ctx, id);

  expect(await shown(id)).toBeNull();
});

test('one that does not exist', async () => {
  await expect(dismissResult(ctx, 2_000_000_000)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
