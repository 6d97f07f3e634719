import { expect, test } from 'vitest';
import { startApi } from '#server/api/api-under-test.ts';
import { createdToken, token as tokenSchema } from '#server/domain/wire/token.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

const whoIs = (secret: string) =>
  api.raw('/api/hedgehog/session', { headers: { authorization: `Token ${secret}` } });

test('a token is shown once, works with the rights of its maker, and ends when revoked', async () => {
  const made = await api.as('viewer')('POST', '/tokens', { name: 'ci' });

  expect(made.status).toBe(201);
  const { token: secret, ...shown } = createdToken.parse(made.body);
  expect(secret).toMatch(/^fs_[\w-]{43}$/);
  expect((await whoIs(secret)).body).toMatchObject({ role: 'viewer', rights: ['view'] });
  const listed = await api.as('viewer')('GET', '/tokens');
  expect(listed.body.results[0]).toMatchObject({ id: shown.id, name: 'ci', prefix: secret.slice(0, 8) });
  expect(JSON.stringify(listed.body)).not.toContain(secret);

  expect((await api.as('viewer')('DELETE', `/tokens/${shown.id}`)).status).toBe(204);
  expect((await whoIs(secret)).status).toBe(401);
  expect((await api.as('viewer')('DELETE', `/tokens/${shown.id}`)).status).toBe(404);
});

test("others' tokens are neither seen nor revoked, but by administrators", async () => {
  const { body: made } = await api.as('operator')('POST', '/tokens', { name: 'mine' });

  const seen = async (role: 'viewer' | 'operator' | 'administrator') =>
    (await api.as(role)('GET', '/tokens?q=mine')).body.results.map(
      (each: unknown) => tokenSchema.parse(each).id,
    );
  expect(await seen('viewer')).toEqual([]);
  expect(await seen('operator')).toEqual([made.id]);
  expect((await api.as('viewer')('DELETE', `/tokens/${made.id}`)).status).toBe(404);
  expect(await seen('administrator')).toEqual([made.id]);
  expect((await api.as('administrator')('DELETE', `/tokens/${made.id}`)).status).toBe(204);
});

test('a token that a token makes does not outlive it', async () => {
  const until = inAnHour();
  const { body: parent } = await api.as('operator')('POST', '/tokens', { name: 'parent', expires_at: until });

  const { body: child } = await api.raw('/api/hedgehog/tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${parent.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'child' }),
  });

  expect(child.expires_at).toBe(until);
});

test.each([
  [{ name: '' }, 'name'],
  [{ name: 'FABRIC_SYNC_ADMIN_TOKEN' }, 'name'],
  [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
  [{ name: 'x', expires_at: 'tomorrow' }, 'expires_at'],
  [{ name: 'x', role: 'administrator' }, 'role'],
])('%j is refused', async (body, field) => {
  expect(await api.call('POST', '/tokens', body)).toMatchObject({
    status: 422,
    body: { fields: [{ field }] },
  });
});

test('a token that only reads looks and does not touch, makes none that does, and ends none but itself', async () => {
  const { body: reader } = await api.as('administrator')('POST', '/tokens', {
    name: 'reader',
    read_only: true,
  });
  const byToken = (method: string, path: string, body?: unknown) =>
    api.raw(`/api/hedgehog${path}`, {
      method,
      headers: { authorization: `Token ${reader.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  expect(reader.read_only).toBe(true);
  expect((await byToken('GET', '/session')).body).toMatchObject({ role: 'viewer', rights: ['view'] });
  expect((await byToken('GET', '/fabrics')).status).toBe(200);
  expect((await byToken('POST', '/fabrics', { name: 'mine' })).status).toBe(403);
  expect((await byToken('GET', '/users')).status).toBe(403);
  const child = await byToken('POST', '/tokens', { name: 'child' });
  expect(child.body).toMatchObject({ read_only: true });
  expect((await byToken('DELETE', `/tokens/${child.body.id}`)).status).toBe(403);
  expect((await byToken('DELETE', `/tokens/${reader.id}`)).status).toBe(204);
  expect((await byToken('GET', '/session')).status).toBe(401);
});
