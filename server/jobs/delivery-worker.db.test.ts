import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deliveries, webhooks } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { MAX_ATTEMPTS } from '#server/domain/delivery/back-off.ts';
import { deliver, type DeliveryDeps } from '#server/delivery/deliver.ts';
import { claimDeliveries, type ClaimedDelivery } from '#server/jobs/claim-deliveries.ts';
import { startDeliveryWorker } from '#server/jobs/delivery-worker.ts';
import { until } from '#server/jobs/fixtures/until.ts';
import { createLog } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { webhookInput } from '#server/domain/wire/webhook.ts';
import { createWebhook } from '#server/services/webhooks/create-webhook.ts';
import { testWebhook } from '#server/services/webhooks/test-webhook.ts';
import { updateWebhook } from '#server/services/webhooks/update-webhook.ts';
import { testContext } from '#server/services/fixtures/fabrics.ts';

const { db } = await testDatabase({ max: 12 });
const ctx = testContext(db);
const deps: DeliveryDeps = {
  ...ctx,
  outbound: createOutbound({ deny: [], allow: [] }),
  publicUrl: 'http://localhost:3000',
  mail: null,
};

const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => db.delete(webhooks));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiver(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const hook = (url: string, name = 'hook') =>
  createWebhook(ctx, webhookInput.parse({ name, url, secret: 'a-secret-of-enough-letters' }));
const rows = () => db.select().from(deliveries).orderBy(deliveries.id);
const due = () => db.update(deliveries).set({ nextAttemptAt: sql`clock_timestamp()` });
const attempt = async () => {
  const claimed = await claimDeliveries(db, 'w', 10);
  for (const each of claimed) await deliver(deps, each);
  return claimed.length;
};

test('a message is sent as soon as it is queued, and said to be delivered', async () => {
  const got: string[] = [];
  const { id } = await hook(
    await receiver((request, response) => {
      got.push(String(request.headers['x-fabric-sync-delivery']));
      response.end();
    }),
  );
  let hear: (notice: { readonly t: 'delivery' }) => void = () => {};
  const stop = startDeliveryWorker({
    db,
    log: ctx.log,
    listen: (onNotice) => {
      hear = onNotice;
      return () => {};
    },
    send: (delivery) => deliver(deps, delivery),
  });
  closing.push(stop);

  const { uuid } = await testWebhook(ctx, id);
  hear({ t: 'delivery' });

  await until(async () => {
    expect(await rows()).toEqual([
      expect.objectContaining({ status: 'delivered', attempt: 1, statusCode: 200 }),
    ]);
  });
  expect(got).toEqual([uuid]);
});

test('a receiver that fails is asked again after a while, as the same message, and then has it once', async () => {
  const ids: string[] = [];
  const { id } = await hook(
    await receiver((request, response) => {
      ids.push(String(request.headers['x-fabric-sync-delivery']));
      response.writeHead(ids.length === 1 ? 503 : 200).end();
    }),
  );
  await testWebhook(ctx, id);

  await attempt();
  const [failed] = await rows();
  const early = await attempt();
  await due();
  await attempt();

  expect(failed).toMatchObject({
    status: 'pending',
    attempt: 1,
    statusCode: 503,
    error: 'answered 503',
    leaseUntil: null,
  });
  expect(failed!.nextAttemptAt.getTime() - Date.now()).toBeGreaterThan(6_000);
  expect(early).toBe(0);
  expect(await rows()).toEqual([expect.objectContaining({ status: 'delivered', attempt: 2, error: null })]);
  expect(new Set(ids).size).toBe(1);
});

test('it is given up after so many attempts, and the page says why', async () => {
  const { id } = await hook(await receiver((_request, response) => void response.writeHead(500).end()));
  await testWebhook(ctx, id);

  for (let number = 0; number < MAX_ATTEMPTS; number += 1) {
    await due();
    expect(await attempt()).toBe(1);
  }
  await due();

  expect(await attempt()).toBe(0);
  expect(await updateWebhook(ctx, id, {})).toMatchObject({
    last_delivery: {
      status: 'failed',
      attempts: MAX_ATTEMPTS,
      error: 'answered 500',
      finished_at: expect.any(String),
    },
  });
});

test('a mail without a mail server is given up at once, and says what to set', async () => {
  const { id } = await createWebhook(
    ctx,
    webhookInput.parse({ name: 'mail', type: 'email', recipients: ['ops@example.org'] }),
  );
  await testWebhook(ctx, id);

  await attempt();

  expect(await rows()).toEqual([
    expect.objectContaining({ status: 'failed', error: expect.stringContaining('FABRIC_SYNC_SMTP_URL') }),
  ]);
});

describe('a database that does not answer', () => {
  /** As a connection that hangs: whatever asks for messages waits until the lock is gone. */
  async function hangs<T>(work: () => Promise<T>): Promise<T> {
    return await db.transaction(async (tx) => {
      await tx.execute(sql`lock table deliveries in access exclusive mode`);
      return await work();
    });
  }

  test('a message that cannot be read gives its slot back', async () => {
    const { id } = await hook(await receiver((_request, response) => void response.end()));
    await testWebhook(ctx, id);
    const [claimed] = await claimDeliveries(db, 'w', 10);

    const error = await hangs(() => deliver(deps, claimed!, 50).catch((thrown: unknown) => thrown));

    expect(error).toMatchObject({ message: 'no answer within 50 ms' });
  });

  test('a message whose end cannot be recorded gives its slot back', async () => {
    const sent = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const { id } = await hook(
      await receiver((_request, response) => {
        sent.resolve();
        void answer.promise.then(() => response.end());
      }),
    );
    await testWebhook(ctx, id);
    const [claimed] = await claimDeliveries(db, 'w', 10);
    const delivered = deliver(deps, claimed!, 1_000).catch((thrown: unknown) => thrown);
    await sent.promise;

    const error = await hangs(async () => {
      answer.resolve();
      return await delivered;
    });

    expect(error).toMatchObject({ message: 'no answer within 1000 ms' });
  });

  test('a claim that hangs is given up, and later messages are sent', async () => {
    const { id } = await hook(await receiver((_request, response) => void response.end()));
    const warnings: string[] = [];
    const log = createLog('warn', { write: (line) => void warnings.push(line) });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    closing.push(async () => void vi.useRealTimers());
    const send = (delivery: ClaimedDelivery): Promise<void> => deliver(deps, delivery);

    await hangs(async () => {
      closing.push(startDeliveryWorker({ db, log, listen: () => () => {}, send }));
      await vi.advanceTimersByTimeAsync(10_000);
      vi.useRealTimers();
      await until(() => expect(warnings.join()).toContain('no answer within 10000 ms'));
    });
    await testWebhook(ctx, id);

    await until(async () => {
      expect(await rows()).toEqual([expect.objectContaining({ status: 'delivered', attempt: 1 })]);
    });
  });
});

describe('claiming', () => {
  async function queued(webhookId: number, count: number): Promise<void> {
    await db
      .insert(deliveries)
      .values(Array.from({ length: count }, () => ({ webhookId, event: 'test' as const, payload: {} })));
  }

  test('of many workers at once each message goes to one', async () => {
    for (let each = 0; each < 5; each += 1) {
      const { id } = await hook('http://127.0.0.1:9/', `hook ${each}`);
      await queued(id, 3);
    }

    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => claimDeliveries(db, `w${index}`, 10)),
    );

    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(15);
  });

  test('a receiver with a thousand messages takes three slots, and leaves the others theirs', async () => {
    const noisy = await hook('http://127.0.0.1:9/', 'noisy');
    const quiet = await hook('http://127.0.0.1:9/', 'quiet');
    await queued(noisy.id, 1_000);
    await queued(quiet.id, 1);

    const first = await claimDeliveries(db, 'w', 10);
    const second = await claimDeliveries(db, 'w', 10);

    const [row] = await db.select().from(deliveries).where(eq(deliveries.webhookId, quiet.id));
    expect(first).toHaveLength(4);
    expect(first.map(({ id }) => id)).toContain(row?.id);
    expect(second).toEqual([]);
  });

  test('a message whose worker died is taken again; the dead one records nothing', async () => {
    const { id } = await hook(await receiver((_request, response) => void response.end()));
    await queued(id, 1);
    const [dead] = await claimDeliveries(db, 'dead', 1);
    await db.update(deliveries).set({ leaseUntil: sql`clock_timestamp() - interval '1 s'` });
    const [taken] = await claimDeliveries(db, 'w', 1);

    await deliver(deps, dead!);
    const [between] = await rows();
    await deliver(deps, taken!);

    expect(taken).toMatchObject({ id: dead?.id, attempt: 2 });
    expect(between).toMatchObject({ status: 'pending', worker: 'w' });
    expect(await rows()).toEqual([expect.objectContaining({ status: 'delivered', attempt: 2 })]);
  });

  test('what waits for a receiver that is switched off is dropped, and said', async () => {
    const { id } = await hook('http://127.0.0.1:9/');
    await queued(id, 2);

    await updateWebhook(ctx, id, { enabled: false });

    expect(await claimDeliveries(db, 'w', 10)).toEqual([]);
    expect(await rows()).toEqual([
      expect.objectContaining({ status: 'failed', error: 'the receiver was switched off' }),
      expect.objectContaining({ status: 'failed', error: 'the receiver was switched off' }),
    ]);
  });
});
