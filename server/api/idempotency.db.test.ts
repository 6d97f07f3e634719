import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, idempotencyKeys, runs } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;
let id: number;

const post = (path: string, key: string, body: unknown, token = api.tokens.operator) =>
  api.raw(`/api/hedgehog/fabrics/${id}/${path}`, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
const trigger = (key: string, body: unknown = {}, token = api.tokens.operator, verb = 'trigger') =>
  post(`sync/${verb}`, key, body, token);
const cancel = () => call('POST', `/fabrics/${id}/sync/cancel`);
const runCount = async () => (await db.select().from(runs)).length;

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(idempotencyKeys);
  id = (await call('POST', '/fabrics', { name: 'lab', kubernetes_server: 'https://cluster.example' })).body
    .id;
});

test('a trigger that is sent again is answered alike and starts nothing, also when the run is over', async () => {
  const first = await trigger('deploy-17');
  const again = await trigger('deploy-17', { force: false });
  await cancel();
  const after = await trigger('deploy-17');

  expect(first.status).toBe(202);
  for (const { status, body } of [again, after]) {
    expect({ status, body }).toEqual({ status: 202, body: first.body });
  }
  expect(await runCount()).toBe(1);
});

test('twenty at once under one key start one run, and all are told of it', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => trigger('at-once')));

  expect(new Set(answers.map(({ status, body }) => `${status} ${body.task_id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(202);
  expect(await runCount()).toBe(1);
});

test('another body under the same key is refused', async () => {
  await trigger('k');

  expect(await trigger('k', { force: true })).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test('a key belongs to a person and an address', async () => {
  await trigger('k');

  expect((await trigger('k', {}, api.tokens.administrator)).status).toBe(409);
  expect((await trigger('k', {}, api.tokens.operator, 'retry')).status).toBe(409);
});

test('what failed is not kept: the same key works once the cause is gone', async () => {
  await call('PATCH', `/fabrics/${id}`, { sync_enabled: false });
  expect((await trigger('k')).status).toBe(425);
  await call('PATCH', `/fabrics/${id}`, { sync_enabled: true });

  expect((await trigger('k')).status).toBe(202);
});

test('after a day a key is new, and old ones go', async () => {
  const first = await trigger('k');
  await trigger('other').then(() => cancel());
  await db.update(idempotencyKeys).set({ createdAt: new Date(Date.now() - 24 * 3_600_000 - 1_000) });

  const second = await trigger('k');

  expect(second.status).toBe(202);
  expect(second.body.task_id).not.toBe(first.body.task_id);
  expect(await db.select().from(idempotencyKeys)).toHaveLength(1);
});

test('keys are kept as hashes', async () => {
  await trigger('canary-key');

  expect(JSON.stringify(await db.select().from(idempotencyKeys))).not.toContain('canary');
});

test.each(['', 'with space', 'x'.repeat(256), 'ключ'])('the key "%s" is refused', async (key) => {
  const answer = await trigger(encodeURI(key) === key ? key : Buffer.from(key).toString('latin1'));

  expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'Idempotency-Key' }] } });
  expect(await runCount()).toBe(0);
});

describe('an import', () => {
  const bringIn = (key: string, body: unknown = {}) => post('import', key, body);

  test('that is sent again is answered alike and starts nothing, also when the run is over', async () => {
    const first = await bringIn('k');
    const again = await bringIn('k', { adopt: true });
    await cancel();
    const after = await bringIn('k');

    expect(first.status).toBe(202);
    for (const { status, body } of [again, after]) {
      expect({ status, body }).toEqual({ status: 202, body: first.body });
    }
    expect(await runCount()).toBe(1);
    expect((await call('GET', `/fabrics/${id}`)).body.sync_status).not.toBe('syncing');
  });

  test('of twenty at once under one key starts one run, and all who are not too many are told of it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => bringIn('at-once')));
    const told = (wanted: number) => answers.filter(({ status }) => status === wanted);

    expect(told(202).length).toBeGreaterThan(1);
    expect(told(202).length + told(429).length).toBe(20);
    expect(new Set(told(202).map(({ body }) => body.task_id)).size).toBe(1);
    expect(await runCount()).toBe(1);
  });

  test('of other objects under the same key is refused', async () => {
    await bringIn('k');

    expect(await bringIn('k', { kinds: ['VPC'] })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  test('that was refused keeps no key, and neither does a dry run', async () => {
    await call('PATCH', `/fabrics/${id}`, { sync_enabled: false });
    expect((await bringIn('k')).status).toBe(425);
    await call('PATCH', `/fabrics/${id}`, { sync_enabled: true });
    await bringIn('k', { dry_run: true });
    expect(await db.select().from(idempotencyKeys)).toEqual([]);

    expect((await bringIn('k')).status).toBe(202);
  });

  test('and a trigger have keys of their own', async () => {
    await trigger('k');

    expect((await bringIn('k')).status).toBe(409);
  });
});
