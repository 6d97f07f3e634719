import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliveries, fabrics, notices, webhooks } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { healthPatch } from '#server/domain/health-outcome.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import { endRun, startRun, testContext, verifiedFabric } from '#server/services/fixtures/fabrics.ts';
import { changeFabric } from '#server/state/change.ts';
import { retrySync } from '#server/services/sync/trigger-sync.ts';

const { db } = await testDatabase();
const ctx = testContext(db);

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(webhooks);
});

const noticesOf = (fabricId: number) =>
  db.select().from(notices).where(eq(notices.fabricId, fabricId)).orderBy(notices.id);
const occurrences = async (id: number) =>
  (await noticesOf(id)).map(({ kind, closedAt }) => [kind, closedAt === null ? 'open' : 'closed']);

/** A run that ends with an error that stops the schedule. */
async function stop(id: number): Promise<void> {
  await endRun(db, id, await startRun(ctx, id), {
    type: 'failed',
    code: 'K8S_TLS_FAILED',
    message: 'not trusted',
    advice: 'trust',
  });
}

describe('an error that stops automatic runs', () => {
  test('is told once, with what was said and what to do, however often it comes again', async () => {
    await db.insert(webhooks).values({ name: 'hook', url: 'https://hook.example', events: ['notices'] });
    const { id } = await verifiedFabric(ctx);

    await stop(id);
    await stop(id);

    expect(await noticesOf(id)).toEqual([
      expect.objectContaining({
        kind: 'schedule_stopped',
        severity: 'critical',
        text: 'not trusted',
        advice: 'trust',
        data: { error_code: 'K8S_TLS_FAILED' },
        closedAt: null,
      }),
    ]);
    expect((await db.select().from(deliveries)).map(({ event }) => event)).toEqual(['notice.opened']);
  });

  test('is open while the run of a Retry is under way: whether it was put right is known at its end', async () => {
    const { id } = await verifiedFabric(ctx);
    await stop(id);

    await retrySync(ctx, id);

    expect(await occurrences(id)).toEqual([['schedule_stopped', 'open']]);
  });

  test('is over when a run succeeds', async () => {
    const { id } = await verifiedFabric(ctx);
    await stop(id);

    await endRun(db, id, await startRun(ctx, id), { type: 'verified' });

    expect(await occurrences(id)).toEqual([['schedule_stopped', 'closed']]);
  });

  test('is over when a health check finds well what failed', async () => {
    const { id } = await verifiedFabric(ctx);
    await stop(id);

    await changeFabric(db, id, { actor: 'test', reason: 'health check' }, (_, fabric, now) =>
      Promise.resolve({
        patch: healthPatch(fabric, { cluster: { ok: true }, head: null }, now),
        result: null,
      }),
    );

    expect(await occurrences(id)).toEqual([['schedule_stopped', 'closed']]);
  });

  test('is over when the configuration changes, and the next one is another', async () => {
    const { id } = await verifiedFabric(ctx);
    await stop(id);

    await updateFabric(ctx, id, { prune: false });
    const changed = await occurrences(id);
    await stop(id);

    expect(changed).toEqual([['schedule_stopped', 'closed']]);
    expect(await occurrences(id)).toEqual([
      ['schedule_stopped', 'closed'],
      ['schedule_stopped', 'open'],
    ]);
  });

  test('is not told where no run is automatic', async () => {
    const { id } = await verifiedFabric(ctx, { sync_interval: 0 });

    await stop(id);

    expect(await occurrences(id)).toEqual([]);
  });
});
