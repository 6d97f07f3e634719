import { sql as statement } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { fabrics } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Filters, order, pages and trimmed answers; and what a request costs. */

const { db, url } = await testDatabase();
const api = await startApi(db);
const { call } = api;

const names = async (query: string) => {
  const { status, body } = await call('GET', `/fabrics?${query}`);
  return status === 200 ? body.results.map((each: { name: string }) => each.name) : body.fields;
};

beforeEach(async () => {
  await db.delete(fabrics);
  await call('POST', '/fabrics', [
    { name: 'alpha', kubernetes_server: 'https://a.example', kubernetes_namespace: 'one' },
    { name: 'beta', kubernetes_server: 'https://b.example', sync_enabled: false },
    { name: 'gamma', description: '100%_sure' },
    { name: 'Alphabet', sync_interval: 0 },
  ]);
});

test.each([
  ['name=alpha&name=beta', ['alpha', 'beta']],
  ['name__ic=ALPHA', ['Alphabet', 'alpha']],
  ['state=disabled&state=never_synced', ['alpha', 'beta']],
  ['sync_status=disabled', ['beta']],
  ['calculated_sync_status=not_configured', ['Alphabet', 'gamma']],
  ['state=disabled&sync_status=never_synced', []],
  ['sync_enabled=false', ['beta']],
  ['kubernetes_namespace=one', ['alpha']],
  ['q=100%25_', ['gamma']],
  ['last_sync__gte=2020-01-01T00:00:00Z', []],
  ['id=999999&id=999998', []],
  ['name=', ['Alphabet', 'alpha', 'beta', 'gamma']],
])('?%s finds %j', async (query, found) => {
  expect((await names(query)).toSorted()).toEqual(found);
});

test('ids are a filter, as another system has them', async () => {
  const { results } = (await call('GET', '/fabrics?ordering=name&fields=id')).body;
  const [first, second] = results.map(({ id }: { id: number }) => id);

  expect(await names(`id=${first}&id=${second}&ordering=id`)).toHaveLength(2);
});

test('several fields order one after the other; what is missing stands last', async () => {
  await db
    .update(fabrics)
    .set({ lastSync: statement`clock_timestamp() - interval '1 day'` })
    .where(statement`name = 'beta'`);

  expect(await names('ordering=sync_interval,-name')).toEqual(['Alphabet', 'gamma', 'beta', 'alpha']);
  expect((await names('ordering=-last_sync,name'))[0]).toBe('beta');
  expect((await names('ordering=last_sync'))[0]).toBe('beta');
  expect((await names('ordering=sync_status,name')).slice(0, 1)).toEqual(['alpha']);
});

test.each([
  ['/fabrics?stat=error', 'stat', 'state'],
  ['/fabrics?ordering=colour', 'ordering', 'last_sync'],
  ['/fabrics?q=a&q=b', 'q', 'once'],
  ['/fabrics?__proto__=1', '__proto__', 'There is no such parameter'],
  ['/fabrics?constructor=1', 'constructor', 'There is no such parameter'],
  ['/fabrics?fields=id,colour', 'fields', 'calculated_sync_status'],
  ['/fabrics?omit=colour', 'omit', 'calculated_sync_status'],
  ['/fabrics?last_sync__lt=yesterday', 'last_sync__lt', 'ISO 8601'],
  ['/fabrics/counts?state=error', 'state', 'takes none'],
  ['/runs?fabric=1', 'fabric', 'fabric_id'],
])('%s is refused by name and says what there is', async (path, field, message) => {
  const answer = await call('GET', path);

  expect(answer).toMatchObject({ status: 422, body: { code: 'REQUEST_INVALID', fields: [{ field }] } });
  expect(answer.body.fields[0].message).toContain(message);
});

test('monitoring may add what it likes to the address of the health check', async () => {
  expect((await call('GET', '/health/sync/?from=probe')).status).toBe(200);
});

test('an answer is cut down to the fields asked for', async () => {
  const page = (await call('GET', '/fabrics?fields=id,name&fields=sync_status&limit=2')).body;
  const { id } = page.results[0];

  expect(Object.keys(page)).toEqual(['count', 'next', 'previous', 'results']);
  expect(page.next).toContain('fields=id%2Cname&fields=sync_status');
  expect(Object.keys(page.results[0]).toSorted()).toEqual(['id', 'name', 'sync_status']);
  expect(Object.keys((await call('GET', `/fabrics/${id}?fields=name`)).body)).toEqual(['name']);
  expect((await call('GET', `/fabrics/${id}?omit=name`)).body).not.toHaveProperty('name');
  expect((await call('GET', `/fabrics/${id}/sync/status?fields=why`)).body).toEqual({
    why: expect.any(String),
  });
});

test.each(['\u202eevil', 'a\u200bb', 'a\u2028b', 'a\ufeffb', '\u2066y'])(
  'the name %j is refused',
  async (name) => {
    expect(await call('POST', '/fabrics', { name })).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'name' }] },
    });
  },
);

test.each(['東京-1', 'Ünal', 'نسيج', 'lab 👩‍🔬'])('the name %j is taken', async (name) => {
  expect(await call('POST', '/fabrics', { name })).toMatchObject({ status: 201, body: { name } });
});

const statements: string[] = [];
const counted = openDatabase(url, {
  max: 2,
  applicationName: 'counted',
  onQuery: (text) => statements.push(text),
});
let viewed: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  viewed = await startApi(counted.db);
});
afterAll(() => counted.close());

test.each([
  ['/sync/status', 1],
  ['', 1],
  ['/sync/progress', 1],
])('a fabric%s costs %i query beside the one for the token', async (path, queries) => {
  const { id } = (await call('GET', '/fabrics?name=alpha')).body.results[0];
  await call('POST', `/fabrics/${id}/sync/trigger`);
  // The first use within a minute is noted.
  await viewed.call('GET', `/fabrics/${id}${path}`);
  await viewed.call('GET', `/fabrics/${id}${path}`);
  statements.length = 0;

  expect((await viewed.call('GET', `/fabrics/${id}${path}`)).status).toBe(200);

  expect(statements).toHaveLength(1 + queries);
});

test('of 10,000 fabrics a page is loaded and sent, by two queries', async () => {
  await db.execute(statement`
    insert into fabrics (name, kubernetes_server) select 'fabric ' || n, 'https://cluster.example' from generate_series(1, 10000) n`);
  for (const path of ['/fabrics', '/fabrics?limit=1000&state=never_synced&ordering=-name']) {
    await viewed.call('GET', path);
    statements.length = 0;

    const { body } = await viewed.call('GET', path);

    expect(body.count).toBeGreaterThanOrEqual(10_000);
    expect(body.results).toHaveLength(path.includes('limit') ? 1_000 : 50);
    expect(statements).toHaveLength(3);
    expect(statements.filter((text) => text.includes('limit '))).toHaveLength(1);
  }
});
