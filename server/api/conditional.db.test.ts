import { beforeEach, expect, test } from 'vitest';
import { fabrics, repositories } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Lost updates, and readings of what did not change. */

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;

const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  api.raw(`/api/hedgehog${path}`, {
    method,
    headers: {
      authorization: `Token ${api.tokens.operator}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const OBJECTS = [
  ['fabrics', { name: 'lab' }],
  ['repositories', { name: 'lab', url: 'https://git.example/lab.git' }],
] as const;

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(repositories);
});

test.each(OBJECTS)('of two people who change one of %s, the second is told', async (collection, input) => {
  const created = await call('POST', `/${collection}`, input);
  const path = `/${collection}/${created.body.id}`;
  const read = (await call('GET', path)).headers.get('etag') ?? '';
  expect(created.headers.get('location')).toBe(`/api/hedgehog${path}`);
  expect([created.headers.get('etag'), read]).toEqual([
    expect.stringMatching(/^"1\.[\w-]{16}"$/),
    expect.stringMatching(/^"1\.[\w-]{16}"$/),
  ]);

  const first = await send('PATCH', path, { 'if-match': read }, { name: 'first' });
  const second = await send('PATCH', path, { 'if-match': read }, { name: 'second' });
  const deletion = await send('DELETE', path, { 'if-match': read });

  expect(first).toMatchObject({ status: 200, body: { name: 'first', version: 2 } });
  expect(first.headers.get('etag')).toMatch(/^"2\./);
  for (const refused of [second, deletion]) {
    expect(refused).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect(refused.body.error).toContain('version 2');
  }
  expect((await call('GET', path)).body.name).toBe('first');
  expect((await send('DELETE', path, { 'if-match': first.headers.get('etag') ?? '' })).status).toBe(204);
});

test('of twenty changes at once under one version, one is made', async () => {
  const { id } = (await call('POST', '/fabrics', { name: 'lab' })).body;

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      send('PATCH', `/fabrics/${id}`, { 'if-match': '"1"' }, { description: `change ${index}` }),
    ),
  );

  const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  expect([count(200), count(412)]).toEqual([1, 19]);
});

test.each([
  ['"1"', 200],
  ['1', 200],
  ['W/"1.anything"', 200],
  ['"7", "1"', 200],
  ['*', 200],
  ['"7"', 412],
  ['"of-another-server"', 412],
  ['nonsense', 422],
])('If-Match: %s is %i', async (header, status) => {
  const { id } = (await call('POST', '/fabrics', { name: 'lab' })).body;

  expect((await send('PATCH', `/fabrics/${id}`, { 'if-match': header }, { name: 'new' })).status).toBe(
    status,
  );
});

test('a condition on what has no version is refused, not overlooked', async () => {
  const { id } = (await call('POST', '/fabrics', { name: 'lab' })).body;

  const answer = await send('POST', `/fabrics/${id}/dismiss-result`, { 'if-match': '"1"' });

  expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'If-Match' }] } });
});

test('what did not change is 304 without a body; what changed is not', async () => {
  const { id } = (await call('POST', '/fabrics', { name: 'lab' })).body;
  for (const path of [
    `/fabrics/${id}`,
    `/fabrics/${id}/sync/status`,
    `/fabrics/${id}?fields=id,name,sync_status`,
  ]) {
    const etag = (await call('GET', path)).headers.get('etag') ?? '';

    const same = await send('GET', path, { 'if-none-match': `"other", W/${etag}` });
    expect([same.status, same.body, same.headers.get('etag')]).toEqual([304, '', etag]);
  }

  // The state is not part of the version, and yet another answer.
  const path = `/fabrics/${id}`;
  const etag = (await call('GET', path)).headers.get('etag') ?? '';
  await db.update(fabrics).set({ syncEnabled: false, kubernetesServer: 'https://cluster.example' });
  const changed = await send('GET', path, { 'if-none-match': etag });
  expect(changed).toMatchObject({ status: 200, body: { sync_status: 'disabled', version: 1 } });
});
