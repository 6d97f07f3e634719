import { beforeEach, describe, expect, test } from 'vitest';
import { fabrics, repositories, webhooks } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Lost updates, and readings of what did not change. */

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;
const admin = api.as('administrator');

const send = (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
  role: 'operator' | 'administrator' = 'operator',
) =>
  api.raw(`/api/hedgehog${path}`, {
    method,
    headers: {
      authorization: `Token ${api.tokens[role]}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const PERSON = { username: 'somebody', name: 'Somebody', email: 'somebody@x.example', role: 'operator' };
const HOOK = { name: 'hook', url: 'https://hook.example/x', secret: 'a-secret-of-enough-letters' };

const OBJECTS = [
  ['fabrics', { name: 'lab' }],
  ['repositories', { name: 'lab', url: 'https://git.example/lab.git' }],
  ['users', PERSON],
  ['webhooks', HOOK],
] as const;

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(repositories);
  await db.delete(webhooks);
});

test.each(OBJECTS)('of two people who change one of %s, the second is told', async (collection, input) => {
  const created = await admin('POST', `/${collection}`, input);
  const path = `/${collection}/${created.body.id}`;
  const read = (await admin('GET', path)).headers.get('etag') ?? '';
  const write = (method: string, tag: string, body?: unknown) =>
    send(method, path, { 'if-match': tag }, body, 'administrator');
  expect(created.headers.get('location')).toBe(`/api/hedgehog${path}`);
  expect([created.headers.get('etag'), read]).toEqual([
    expect.stringMatching(/^"1\.[\w-]{16}"$/),
    expect.stringMatching(/^"1\.[\w-]{16}"$/),
  ]);

  const first = await write('PATCH', read, { name: 'first' });
  const second = await write('PATCH', read, { name: 'second' });
  const deletion = await write('DELETE', read);

  expect(first).toMatchObject({ status: 200, body: { name: 'first', version: 2 } });
  expect(first.headers.get('etag')).toMatch(/^"2\./);
  for (const refused of [second, deletion]) {
    expect(refused).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect(refused.body.error).toContain('version 2');
  }
  expect((await admin('GET', path)).body.name).toBe('first');
  expect((await write('DELETE', first.headers.get('etag') ?? '')).status).toBe(204);
});

test.each(OBJECTS)(
  'of twenty changes at once under one version, one of %s is made',
  async (collection, input) => {
    const { id } = (await admin('POST', `/${collection}`, input)).body;
    const path = `/${collection}/${id}`;

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send('PATCH', path, { 'if-match': '"1"' }, { name: `change ${index}` }, 'administrator'),
      ),
    );
    await admin('DELETE', path);

    const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
    expect([count(200), count(412)]).toEqual([1, 19]);
  },
);

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

describe('the grants of a person, which a change replaces whole', () => {
  const grantTo = async (name: string) => ({
    fabric_id: (await call('POST', '/fabrics', { name })).body.id as number,
    role: 'viewer',
  });
  let path: string;

  beforeEach(async () => {
    const { id } = (await admin('POST', '/users', { ...PERSON, all_fabrics: false })).body;
    path = `/users/${id}`;
    return async () => void (await admin('DELETE', path));
  });

  test('are part of the version: who has read the earlier ones takes none of the later ones away', async () => {
    const [one, other] = [await grantTo('one'), await grantTo('other')];
    const read = (await admin('GET', path)).headers.get('etag') ?? '';
    const grant = (grants: unknown) => send('PATCH', path, { 'if-match': read }, { grants }, 'administrator');

    expect(await grant([one])).toMatchObject({ status: 200, body: { version: 2, grants: [one] } });
    expect(await grant([other])).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect((await admin('GET', path)).body).toMatchObject({ version: 2, grants: [one] });
  });

  test('that are set to what they are raise nothing', async () => {
    const grants = [await grantTo('one')];
    await admin('PATCH', path, { grants });

    expect((await admin('PATCH', path, { grants })).body.version).toBe(2);
  });
});

test('without a condition the last change of a webhook stands, and raises the version too', async () => {
  const { id } = (await admin('POST', '/webhooks', HOOK)).body;

  await admin('PATCH', `/webhooks/${id}`, { events: ['runs'] });

  expect((await admin('PATCH', `/webhooks/${id}`, { enabled: false })).body).toMatchObject({
    version: 3,
    events: ['runs'],
    enabled: false,
  });
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
