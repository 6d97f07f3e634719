import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { events, fabrics, repositories } from '#db/schema/index.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { connectionTest, repository } from '#server/domain/wire/repository.ts';
import { openSecrets } from '#server/secrets/repository-secrets.ts';
import { createGitRepository } from '#e2e/app/git-repository.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const { call } = api;
const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-repository-'));
const git = await createGitRepository(join(folder, 'work'), null);
const HEAD = await git.commit({ 'vpc.yaml': 'kind: VPC' }, 'first');

afterAll(() => rm(folder, { recursive: true, force: true }));

const SECRET = 'canary-token-7f3a9c';
const SSH_KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\ncanary-key-51d2\n-----END OPENSSH PRIVATE KEY-----\n';

let count = 0;
const uniqueName = () => `repository-${(count += 1)}`;

async function add(values: Record<string, unknown> = {}) {
  const answer = await call('POST', '/repositories', { name: uniqueName(), url: git.url, ...values });
  expect(answer).toMatchObject({ status: 201 });
  return repository.parse(answer.body);
}

const stored = async (id: number) => {
  const [row] = await db.select().from(repositories).where(eq(repositories.id, id));
  return { row: row!, secrets: openSecrets(api.sealer, row!) };
};

const useIn = async (repositoryId: number, values: Partial<typeof fabrics.$inferInsert> = {}) => {
  const [row] = await db
    .insert(fabrics)
    .values({ name: `fabric-${uniqueName()}`, gitRepositoryId: repositoryId, ...values })
    .returning();
  return row!;
};

test('a repository is created, read, listed, changed and deleted', async () => {
  const created = await add({ name: 'demo' });

  expect(created).toMatchObject({
    branch: 'main',
    auth_type: 'none',
    connection_status: 'unknown',
    token_set: false,
    fabric_count: 0,
  });
  expect((await call('GET', `/repositories/${created.id}`)).body).toEqual(created);
  expect((await call('GET', '/repositories?name=demo')).body).toMatchObject({ count: 1, results: [created] });
  const renamed = await call('PATCH', `/repositories/${created.id}`, { name: 'demo two' });
  expect(renamed.body).toMatchObject({ name: 'demo two', url: created.url });
  expect((await call('DELETE', `/repositories/${created.id}`)).status).toBe(204);
  expect((await call('GET', `/repositories/${created.id}`)).status).toBe(404);
});

test('secrets go in sealed and never come out: not in answers, events or the table', async () => {
  const withToken = await add({ url: 'https://git.example/x.git', auth_type: 'token', token: SECRET });
  const withKey = await add({ url: 'git@git.example:x.git', auth_type: 'ssh_key', ssh_private_key: SSH_KEY });

  expect(withToken.token_set).toBe(true);
  expect(withKey.ssh_private_key_set).toBe(true);
  expect((await stored(withToken.id)).secrets.token).toBe(SECRET);
  expect((await stored(withKey.id)).secrets.sshPrivateKey).toBe(SSH_KEY);
  const everything = JSON.stringify([
    (await call('GET', '/repositories')).body,
    (await call('GET', `/repositories/${withToken.id}`)).body,
    (await call('PATCH', `/repositories/${withToken.id}`, { token: `${SECRET}-2` })).body,
    await db.select().from(repositories),
    await db.select().from(events),
  ]);
  expect(everything).not.toContain('canary');
});

test('an absent secret stays, an empty one goes', async () => {
  const { id } = await add({ url: 'https://git.example/y.git', auth_type: 'token', token: SECRET });

  await call('PATCH', `/repositories/${id}`, { branch: 'other' });
  expect((await stored(id)).secrets.token).toBe(SECRET);

  const removed = await call('PATCH', `/repositories/${id}`, { token: '', auth_type: 'none' });
  expect(removed.body).toMatchObject({ token_set: false, auth_type: 'none' });
});

test('a stored token does not follow the URL to another host', async () => {
  const { id } = await add({ url: 'https://git.example/z.git', auth_type: 'token', token: SECRET });

  const refused = await call('PATCH', `/repositories/${id}`, { url: 'https://elsewhere.example/z.git' });
  expect(refused).toMatchObject({ status: 422, body: { fields: [{ field: 'token' }] } });
  expect((await stored(id)).row.url).toBe('https://git.example/z.git');

  expect((await call('PATCH', `/repositories/${id}`, { url: 'https://git.example/moved.git' })).status).toBe(
    200,
  );
  const withNew = { url: 'https://elsewhere.example/z.git', token: 'another' };
  expect((await call('PATCH', `/repositories/${id}`, withNew)).status).toBe(200);
});

test.each([
  [{ name: '' }, 'name'],
  [{ url: 'not a url' }, 'url'],
  [{ url: 'https://user:pw@git.example/x' }, 'url'],
  [{ url: 'http://169.254.169.254/x.git' }, 'url'],
  [{ url: 'https://denied.example/x.git' }, 'url'],
  [{ url: 'git@169.254.169.254:x.git' }, 'url'],
  [{ url: 'file://host/x.git' }, 'url'],
  [{ branch: '--upload-pack=x' }, 'branch'],
  [{ auth_type: 'token' }, 'token'],
  [{ auth_type: 'basic', token: 'x' }, 'username'],
  [{ auth_type: 'ssh_key' }, 'ssh_private_key'],
  [{ surprise: 1 }, 'surprise'],
])('%j is refused and the field named', async (values, field) => {
  const answer = await call('POST', '/repositories', { name: uniqueName(), url: git.url, ...values });

  expect(answer.status).toBe(422);
  expect(answer.body.fields.map((each: { field: string }) => each.field)).toContain(field);
  expect(answer.body.fields[0].message).not.toBe('');
});

test('a name that is taken is a field error, on creation and on change, at once or not', async () => {
  const name = uniqueName();
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => call('POST', '/repositories', { name, url: git.url })),
  );
  const other = await add();

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422, 422, 422, 422]);
  const renamed = await call('PATCH', `/repositories/${other.id}`, { name });
  expect(renamed).toMatchObject({ status: 422, body: { fields: [{ field: 'name' }] } });
});

test('file repositories can be off', async () => {
  const strict = await startApi(db, { allowFileRepositories: false });

  const answer = await strict.call('POST', '/repositories', { name: uniqueName(), url: git.url });

  expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'url' }] } });
});

test('a repository in use is not deleted, and the answer says by whom', async () => {
  const { id } = await add();
  const fabric = await useIn(id);

  const refused = await call('DELETE', `/repositories/${id}`);
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({
    code: 'CONFLICT',
    error: `The repository is used by 1 fabric: ${fabric.name}`,
  });
  expect((await call('GET', `/repositories/${id}`)).body.fabric_count).toBe(1);

  await db.delete(fabrics).where(eq(fabrics.id, fabric.id));
  expect((await call('DELETE', `/repositories/${id}`)).status).toBe(204);
});

test('a connection test of a saved repository is kept', async () => {
  const { id } = await add();

  const tested = connectionTest.parse((await call('POST', `/repositories/${id}/test-connection`)).body);

  expect(tested).toMatchObject({ successful: true, detail: HEAD, code: null });
  expect((await call('GET', `/repositories/${id}`)).body).toMatchObject({
    connection_status: 'connected',
    connection_error: null,
    head_commit: HEAD,
  });

  await call('PATCH', `/repositories/${id}`, { branch: 'nowhere' });
  expect((await call('GET', `/repositories/${id}`)).body).toMatchObject({
    connection_status: 'unknown',
    head_commit: null,
  });
  const failed = connectionTest.parse((await call('POST', `/repositories/${id}/test-connection`)).body);
  expect(failed).toMatchObject({ successful: false, code: 'GIT_REF_NOT_FOUND', detail: null });
  expect((await call('GET', `/repositories/${id}`)).body).toMatchObject({
    connection_status: 'failed',
    connection_error: failed.message,
  });
});

test('a form can be tested before it is saved, and nothing is kept', async () => {
  const before = await db.select().from(repositories);

  const good = await call('POST', '/repositories/test-connection', { name: 'x', url: git.url });
  const bad = await call('POST', '/repositories/test-connection', { name: 'x', url: `${git.url}-gone` });
  const refused = await call('POST', '/repositories/test-connection', {
    name: 'x',
    url: 'http://169.254.169.254/x',
  });

  expect(good.body).toMatchObject({ successful: true, detail: HEAD });
  expect(bad).toMatchObject({ status: 200, body: { successful: false } });
  expect(refused).toMatchObject({ status: 422, body: { code: 'ADDRESS_REFUSED' } });
  expect(await db.select().from(repositories)).toEqual(before);
});

test('another branch is another target for the fabrics that use it; a new name is not', async () => {
  const { id } = await add();
  const synced = { kubernetesServer: 'https://cluster.example', lastSync: new Date(), syncedCommit: HEAD };
  const fabric = await useIn(id, synced);
  const lastSync = async () =>
    (await db.select().from(fabrics).where(eq(fabrics.id, fabric.id)))[0]!.lastSync;

  await call('PATCH', `/repositories/${id}`, { name: uniqueName(), branch: 'main' });
  expect(await lastSync()).not.toBeNull();

  await call('PATCH', `/repositories/${id}`, { branch: 'next' });
  expect(await lastSync()).toBeNull();
});

test('every change leaves an audit event with who did it', async () => {
  const { id, name } = await add();
  await call('PATCH', `/repositories/${id}`, {
    url: 'https://git.example/a.git',
    auth_type: 'token',
    token: SECRET,
  });
  await call('DELETE', `/repositories/${id}`);

  const { body } = await call('GET', `/audit-events?subject_type=repository&subject_id=${id}&ordering=id`);

  expect(body.results).toEqual([
    expect.objectContaining({ kind: 'repository.created', data: { name } }),
    expect.objectContaining({
      kind: 'repository.updated',
      data: { name, fields: ['url', 'auth_type', 'token'] },
      actor: expect.stringMatching(/^operator.*\(token test\)$/),
    }),
    expect.objectContaining({ kind: 'repository.deleted', data: { name } }),
  ]);
});

test('lists are searched, ordered and cut, and say where the neighbours are', async () => {
  const prefix = uniqueName();
  for (const letter of ['c', 'a', 'b']) await add({ name: `${prefix}-100%_${letter}` });
  const find = `/repositories?q=${encodeURIComponent(`${prefix}-100%_`)}`;
  const names = async (query: string) =>
    (await call('GET', `${find}&${query}`)).body.results.map((each: { name: string }) => each.name.at(-1));

  expect(await names('ordering=name')).toEqual(['a', 'b', 'c']);
  expect(await names('ordering=-name')).toEqual(['c', 'b', 'a']);
  expect(await names('ordering=id')).toEqual(['c', 'a', 'b']);
  expect((await call('GET', `/repositories?q=${prefix}-100X`)).body.count).toBe(0);
  expect(await call('GET', `${find}&ordering=token_sealed`)).toMatchObject({
    status: 422,
    body: { fields: [{ field: 'ordering' }] },
  });

  const first = (await call('GET', `${find}&ordering=name&limit=2`)).body;
  expect(first).toMatchObject({ count: 3, previous: null });
  const second = await api.raw(first.next, { headers: { authorization: `Token ${api.tokens.viewer}` } });
  expect(second.body.results.map((each: { name: string }) => each.name.at(-1))).toEqual(['c']);
  expect(second.body.next).toBeNull();
  const back = await api.raw(second.body.previous, {
    headers: { authorization: `Token ${api.tokens.viewer}` },
  });
  expect(back.body.results).toEqual(first.results);
});
