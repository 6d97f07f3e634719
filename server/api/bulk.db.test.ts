import { beforeEach, expect, test } from 'vitest';
import { fabrics, repositories } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;

const names = async () =>
  (await call('GET', '/fabrics?ordering=name&fields=name')).body.results.map(
    (each: { name: string }) => each.name,
  );
const statuses = (answer: { body: { results: { status: number }[] } }) =>
  answer.body.results.map(({ status }) => status);

beforeEach(async () => {
  await db.delete(fabrics);
  await db.delete(repositories);
});

test('many fabrics are created, each by itself: a wrong one leaves the others done', async () => {
  const answer = await call('POST', '/fabrics', [
    { name: 'one' },
    { name: 'two', sync_interval: 7 },
    { name: 'one' },
    { nam: 'three' },
    'four',
    { name: 'five' },
  ]);

  expect(answer).toMatchObject({ status: 207, body: { succeeded: 2, failed: 4 } });
  expect(statuses(answer)).toEqual([201, 422, 422, 422, 422, 201]);
  expect(answer.body.results[0]).toMatchObject({ index: 0, result: { name: 'one', version: 1 } });
  expect(answer.body.results[1].error).toMatchObject({
    code: 'REQUEST_INVALID',
    fields: [{ field: 'sync_interval' }],
  });
  expect(await names()).toEqual(['five', 'one']);
  const audited = (await call('GET', '/audit-events?kind=fabric.created')).body.results;
  expect(audited.length).toBeGreaterThanOrEqual(2);
});

test('many are changed and deleted, held to their versions where these are given', async () => {
  const made = await call('POST', '/fabrics', [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  const [a, b, c] = made.body.results.map((each: { result: { id: number } }) => each.result.id);

  const changed = await call('PATCH', '/fabrics', [
    { id: a, description: 'new' },
    { id: b, version: 1, name: 'b2' },
    { id: b, version: 1, name: 'b3' },
    { id: 2_000_000_000, name: 'x' },
    { id: c, colour: 'red' },
    { name: 'no id' },
    { id: '1', name: 'a text' },
  ]);
  expect(changed.status).toBe(207);
  expect(statuses(changed)).toEqual([200, 200, 412, 404, 422, 422, 422]);

  const deleted = await call('DELETE', '/fabrics/', [
    { id: a },
    { id: b, version: 1 },
    { id: c, version: 1 },
    { id: c },
    { id: b, name: 'what' },
  ]);
  expect(deleted).toMatchObject({ status: 207, body: { succeeded: 2, failed: 3 } });
  expect(statuses(deleted)).toEqual([204, 412, 204, 404, 422]);
  expect(deleted.body.results[0]).toEqual({ index: 0, status: 204 });
  expect(await names()).toEqual(['b2']);
});

test('repositories go the same way, and one in use stays', async () => {
  const made = await call('POST', '/repositories', [
    { name: 'used', url: 'https://git.example/a.git' },
    { name: 'unused', url: 'https://git.example/b.git' },
  ]);
  const [used, unused] = made.body.results.map((each: { result: { id: number } }) => each.result.id);
  await call('POST', '/fabrics', { name: 'lab', git_repository: used });

  expect(statuses(await call('DELETE', '/repositories', [{ id: used }, { id: unused }]))).toEqual([409, 204]);
});

test.each([
  ['none', [], 422],
  ['more than a hundred', Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` })), 422],
])('%s at once are refused whole', async (_, body, status) => {
  expect(await call('POST', '/fabrics', body)).toMatchObject({ status, body: { code: 'REQUEST_INVALID' } });
  expect(await names()).toEqual([]);
});

test('a collection is changed with a list, and with the right to', async () => {
  expect((await call('PATCH', '/fabrics', { id: 1 })).status).toBe(422);
  expect((await call('DELETE', '/fabrics')).status).toBe(400);
  for (const method of ['POST', 'PATCH', 'DELETE']) {
    expect((await api.as('viewer')(method, '/fabrics', [{ id: 1 }])).status).toBe(403);
  }
});
