import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliveries, fabrics, notices, webhooks } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { tick } from '#server/scheduler/tick.ts';
import { acknowledgeNotice } from '#server/services/notices/acknowledge-notice.ts';
import { deleteFabric } from '#server/services/fabrics/delete-fabric.ts';
import { updateFabric } from '#server/services/fabrics/update-fabric.ts';
import {
  auditRows,
  endRun,
  failedFabric,
  fabricRow,
  newFabric,
  setFabric,
  startRun,
  testContext,
  verifiedFabric,
} from '#server/services/fixtures/fabrics.ts';
import { changeFabric } from '#server/state/change.ts';

const { db } = await testDatabase();
const ctx = testContext(db);
const DAY_MS = 86_400_000;

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(webhooks);
});

const noticesOf = (fabricId: number) =>
  db.select().from(notices).where(eq(notices.fabricId, fabricId)).orderBy(notices.id);
const openKinds = async (fabricId: number): Promise<string[]> =>
  (await noticesOf(fabricId)).filter(({ closedAt }) => closedAt === null).map(({ kind }) => kind);
const touch = (id: number) =>
  changeFabric(db, id, { actor: 'test', reason: 'looked at' }, () =>
    Promise.resolve({ patch: {}, result: null }),
  );

async function receiver(
  events: readonly ('notices' | 'transitions' | 'runs')[],
  fabricId: number | null = null,
) {
  const [made] = await db
    .insert(webhooks)
    .values({ name: `hook ${Math.random()}`, url: 'https://hook.example', events: [...events], fabricId })
    .returning();
  return made!.id;
}
const toldTo = async (webhookId: number) =>
  await db.select().from(deliveries).where(eq(deliveries.webhookId, webhookId)).orderBy(deliveries.id);

test('a refusal of credentials is told once, however often the fabric is looked at', async () => {
  const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

  await touch(id);
  await touch(id);

  expect(await noticesOf(id)).toEqual([
    expect.objectContaining({ kind: 'credentials_refused', severity: 'critical', closedAt: null }),
  ]);
});

test('it is open while a run tries again, and closes when the run succeeds', async () => {
  const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
  const lease = await startRun(ctx, id);
  const during = await openKinds(id);

  await endRun(db, id, lease, { type: 'verified' });

  expect(during).toEqual(['credentials_refused']);
  expect(await noticesOf(id)).toEqual([expect.objectContaining({ closedAt: expect.any(Date) })]);
});

test('another occurrence is another notice', async () => {
  const { id } = await failedFabric(ctx, 'SYNC_MASS_PRUNE_REFUSED');
  await endRun(db, id, await startRun(ctx, id), { type: 'verified' });

  await endRun(db, id, await startRun(ctx, id), {
    type: 'failed',
    code: 'SYNC_MASS_PRUNE_REFUSED',
    message: 'x',
    advice: 'y',
  });

  expect((await noticesOf(id)).map(({ kind, closedAt }) => [kind, closedAt === null])).toEqual([
    ['mass_prune_refused', false],
    ['mass_prune_refused', true],
  ]);
});

test('five failures that could not reach the cluster open the breaker, and its notice', async () => {
  const { id } = await verifiedFabric(ctx);
  for (let run = 0; run < 5; run += 1) {
    await endRun(db, id, await startRun(ctx, id), {
      type: 'failed',
      code: 'K8S_CONNECTION_REFUSED',
      message: 'refused',
      advice: 'look',
    });
  }

  expect(await noticesOf(id)).toEqual([
    expect.objectContaining({
      kind: 'breaker_open',
      data: { failures: 5, error_code: 'K8S_CONNECTION_REFUSED' },
    }),
  ]);
});

describe('by time alone, when the tick comes by', () => {
  test('never synced for more than 5 minutes', async () => {
    const { id } = await newFabric(ctx);
    await startRun(ctx, id);
    await setFabric(db, id, { waitingSince: new Date(Date.now() - 301_000), wakeAt: new Date(0) });

    await tick(db, ctx.log);

    expect(await openKinds(id)).toEqual(['never_synced_over_5min']);
  });

  test('the tick that opens it is planned: no change is needed in between', async () => {
    const { id } = await newFabric(ctx);
    await startRun(ctx, id);

    const fabric = await fabricRow(db, id);

    expect(fabric.wakeAt).toEqual(new Date(fabric.waitingSince!.getTime() + 300_001));
  });

  test('overdue for 3 intervals, and resolved by the run that follows', async () => {
    const { id } = await verifiedFabric(ctx);
    const long = new Date(Date.now() - 1_000_000);
    await setFabric(db, id, { lastSync: long, lastAttemptAt: long, wakeAt: new Date(0) });

    await tick(db, ctx.log);
    const during = await openKinds(id);
    await db.execute(
      sql`update runs set status = 'running', worker = 'w', attempt = 1, lease_until = clock_timestamp() + interval '30 s' where status = 'pending'`,
    );
    const { activeRunId } = await fabricRow(db, id);
    await endRun(db, id, { runId: activeRunId!, worker: 'w', attempt: 1 }, { type: 'verified' });

    expect(during).toEqual(['overdue_3_intervals']);
    expect(await openKinds(id)).toEqual([]);
  });

  test('never at interval 0', async () => {
    const { id } = await newFabric(ctx, { sync_interval: 0 });

    expect(await fabricRow(db, id)).toMatchObject({ waitingSince: null, wakeAt: null });
  });
});

describe('credentials that say when they expire', () => {
  const tokenUntil = (ms: number): string =>
    `h.${Buffer.from(JSON.stringify({ exp: Math.floor((Date.now() + ms) / 1_000) })).toString('base64url')}.s`;

  test('soon: a notice from the start; new ones resolve it', async () => {
    const { id } = await newFabric(ctx, { kubernetes_token: tokenUntil(3 * DAY_MS) });
    const before = await openKinds(id);

    await updateFabric(ctx, id, { kubernetes_token: tokenUntil(90 * DAY_MS) });

    expect(before).toEqual(['credentials_expire']);
    expect(await openKinds(id)).toEqual([]);
  });

  test('later: the fabric is looked at a week before', async () => {
    const { id } = await newFabric(ctx, { sync_interval: 0, kubernetes_token: tokenUntil(30 * DAY_MS) });

    const { wakeAt, credentialsExpireAt } = await fabricRow(db, id);

    expect(wakeAt?.getTime()).toBe(credentialsExpireAt!.getTime() - 7 * DAY_MS);
  });

  test('that were taken away say nothing more', async () => {
    const { id } = await newFabric(ctx, { kubernetes_token: tokenUntil(3 * DAY_MS) });

    await updateFabric(ctx, id, { kubernetes_token: '' });

    expect(await fabricRow(db, id)).toMatchObject({ credentialsExpireAt: null });
    expect(await openKinds(id)).toEqual([]);
  });
});

test('switching a fabric off resolves what nobody needs to know', async () => {
  const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

  await updateFabric(ctx, id, { sync_enabled: false });

  expect(await openKinds(id)).toEqual([]);
});

test('a notice of which somebody takes care stays open; the first who said so is kept', async () => {
  const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');
  const [notice] = await noticesOf(id);

  await acknowledgeNotice(ctx, notice!.id);
  const again = await acknowledgeNotice({ ...ctx, actor: { ...ctx.actor, name: 'other' } }, notice!.id);

  expect(again).toMatchObject({ acknowledged_by: 'admin', closed_at: null });
  expect((await auditRows(db, id)).filter(({ kind }) => kind === 'notice.acknowledged')).toHaveLength(1);
});

describe('receivers', () => {
  test('hear what they asked for, once, in the order in which it happened', async () => {
    const all = await receiver(['notices', 'transitions', 'runs']);
    const notice = await receiver(['notices']);

    const { id, name } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN', { verified: false });

    expect((await toldTo(all)).map(({ event }) => event)).toEqual([
      'transition',
      'transition',
      'run.ended',
      'transition',
      'notice.opened',
    ]);
    expect(await toldTo(notice)).toEqual([
      expect.objectContaining({
        event: 'notice.opened',
        status: 'pending',
        fabricId: id,
        payload: {
          occurred_at: expect.any(String),
          fabric: { id, name },
          data: expect.objectContaining({
            kind: 'credentials_refused',
            text: 'text of K8S_AUTH_INVALID_TOKEN',
          }),
        },
      }),
    ]);
  });

  test('of one fabric hear of no other', async () => {
    const one = await newFabric(ctx);
    const hook = await receiver(['transitions'], one.id);

    const other = await newFabric(ctx);
    await updateFabric(ctx, other.id, { sync_enabled: false });
    await updateFabric(ctx, one.id, { sync_enabled: false });

    expect((await toldTo(hook)).map(({ fabricId }) => fabricId)).toEqual([one.id]);
  });

  test('that are switched off hear nothing', async () => {
    const hook = await receiver(['transitions']);
    await db.update(webhooks).set({ enabled: false });

    await newFabric(ctx);

    expect(await toldTo(hook)).toEqual([]);
  });

  test('hear nothing of what was undone', async () => {
    const { id } = await newFabric(ctx);
    const hook = await receiver(['transitions']);

    await expect(
      changeFabric(db, id, { actor: 'test', reason: 'fails' }, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');

    expect(await toldTo(hook)).toEqual([]);
  });
});

test('the notices of a fabric go with it', async () => {
  const { id } = await failedFabric(ctx, 'K8S_AUTH_INVALID_TOKEN');

  await deleteFabric(ctx, id);

  expect(await db.$count(notices)).toBe(0);
});
