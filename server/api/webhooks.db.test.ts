import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, webhooks } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';

const { db } = await testDatabase();
const { as } = await startApi(db);
const admin = as('administrator');

beforeEach(async () => {
  await db.delete(webhooks);
  await db.delete(fabrics);
});

const HOOK = { name: 'hook', url: 'https://hook.example/x', secret: 'a-secret-of-enough-letters' };

test('a webhook is made, read, changed and deleted; its secret is in no answer, nor in the database as it is', async () => {
  const made = await admin('POST', '/webhooks', HOOK);
  const read = await admin('GET', `/webhooks/${made.body.id}`);
  const changed = await admin('PATCH', `/webhooks/${made.body.id}`, { events: ['runs'], enabled: false });
  const list = await admin('GET', '/webhooks');
  const [row] = await db.select().from(webhooks);
  const deleted = await admin('DELETE', `/webhooks/${made.body.id}`);

  expect(made).toMatchObject({
    status: 201,
    body: { secret_set: true, events: ['notices'], fabric_id: null },
  });
  expect(read.body).toEqual(made.body);
  expect(changed.body).toMatchObject({ events: ['runs'], enabled: false, secret_set: true });
  expect(list.body).toMatchObject({ count: 1, results: [{ name: 'hook', last_delivery: null }] });
  expect(JSON.stringify([made.body, read.body, changed.body, list.body, row])).not.toContain(HOOK.secret);
  expect(deleted.status).toBe(204);
  expect((await admin('GET', `/webhooks/${made.body.id}`)).status).toBe(404);
});

test.each(['operator', 'viewer'] as const)('a webhook is not the business of an %s', async (role) => {
  expect((await as(role)('GET', '/webhooks')).status).toBe(403);
  expect((await as(role)('POST', '/webhooks', HOOK)).status).toBe(403);
});

test.each<[object, string]>([
  [{ ...HOOK, url: '' }, 'url'],
  [{ ...HOOK, url: 'ftp://hook.example' }, 'url'],
  [{ ...HOOK, url: 'https://user:password@hook.example' }, 'url'],
  [{ ...HOOK, url: 'https://denied.example/x' }, 'url'],
  [{ ...HOOK, url: 'http://169.254.169.254/' }, 'url'],
  [{ ...HOOK, secret: 'short' }, 'secret'],
  [{ name: 'hook', url: HOOK.url }, 'secret'],
  [{ ...HOOK, events: [] }, 'events'],
  [{ ...HOOK, fabric_id: 999_999 }, 'fabric_id'],
  [{ name: 'mail', type: 'email' }, 'recipients'],
  [{ name: 'mail', type: 'email', recipients: ['nobody'] }, 'recipients.0'],
])('%j is refused at %s', async (body, field) => {
  const answer = await admin('POST', '/webhooks', body);

  expect(answer.status).toBe(422);
  expect(answer.body.fields.map((each: { field: string }) => each.field)).toContain(field);
});

test('two of one name are one too many', async () => {
  await admin('POST', '/webhooks', HOOK);

  expect((await admin('POST', '/webhooks', HOOK)).body.fields[0].field).toBe('name');
});

describe('a test message', () => {
  test('is queued, and in the list of messages', async () => {
    const { body } = await admin('POST', '/webhooks', HOOK);

    const asked = await admin('POST', `/webhooks/${body.id}/test`);
    const list = await admin('GET', `/webhooks/${body.id}/deliveries`);

    expect(asked).toMatchObject({ status: 202, body: { event: 'test', status: 'pending', attempts: 0 } });
    expect(list.body).toMatchObject({ count: 1, results: [{ id: asked.body.id }] });
  });

  test('is not sent to one that is switched off', async () => {
    const { body } = await admin('POST', '/webhooks', { ...HOOK, enabled: false });

    expect((await admin('POST', `/webhooks/${body.id}/test`)).status).toBe(409);
  });
});

describe('notices', () => {
  const tokenUntil = (days: number): string =>
    `h.${Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1_000) + days * 86_400 })).toString('base64url')}.s`;
  const expiring = async (name: string) =>
    (
      await as('operator')('POST', '/fabrics', {
        name,
        kubernetes_server: 'https://cluster.example',
        kubernetes_token: tokenUntil(3),
      })
    ).body.id as number;

  test('are listed by fabric, kind and whether they are open', async () => {
    const one = await expiring('one');
    await expiring('two');
    const count = async (query: string) => (await as('viewer')('GET', `/notices?${query}`)).body.count;

    expect(await count('')).toBe(2);
    expect(await count(`fabric_id=${one}`)).toBe(1);
    expect(await count('open=true&kind=credentials_expire')).toBe(2);
    expect(await count('open=false')).toBe(0);
    expect(await count('kind=breaker_open')).toBe(0);
    expect((await as('viewer')('GET', '/notices?open=maybe')).status).toBe(422);
  });

  test('are acknowledged by operators, and then wait for nobody', async () => {
    await expiring('one');
    const [notice] = (await as('viewer')('GET', '/notices')).body.results;

    const refused = await as('viewer')('POST', `/notices/${notice.id}/acknowledge`);
    const done = await as('operator')('POST', `/notices/${notice.id}/acknowledge`);

    expect(refused.status).toBe(403);
    expect(done).toMatchObject({
      status: 200,
      body: { acknowledged_by: expect.any(String), closed_at: null },
    });
    expect((await as('viewer')('GET', '/notices?open=true&acknowledged=false')).body.count).toBe(0);
    expect((await as('operator')('POST', '/notices/999999/acknowledge')).status).toBe(404);
  });
});

test('a sync in a blocked time is 425 until a reason is given; windows that never open are refused', async () => {
  const clock = (hours: number): string =>
    new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const window = { kind: 'block', days, start: clock(-1), end: clock(3), time_zone: 'UTC' };
  const operator = as('operator');
  const { body } = await operator('POST', '/fabrics', {
    name: 'one',
    kubernetes_server: 'https://cluster.example',
    sync_windows: [window],
  });

  const refused = await operator('POST', `/fabrics/${body.id}/sync/trigger`);
  const blank = await operator('POST', `/fabrics/${body.id}/sync/trigger`, { override_reason: ' ' });
  const started = await operator('POST', `/fabrics/${body.id}/sync/trigger`, { override_reason: 'urgent' });
  const never = await operator('PATCH', `/fabrics/${body.id}`, {
    sync_windows: [{ ...window, end: window.start }],
  });

  expect(refused).toMatchObject({ status: 425, body: { code: 'SYNC_WINDOW_CLOSED' } });
  expect(blank.status).toBe(422);
  expect(started.status).toBe(202);
  expect((await operator('GET', `/runs/${started.body.task_id}`)).body.override_reason).toBe('urgent');
  expect(never).toMatchObject({ status: 422, body: { fields: [{ field: 'sync_windows' }] } });
});
