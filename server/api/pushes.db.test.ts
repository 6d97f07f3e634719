import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { auditEvents, events, pushDeliveries, pushHooks, runs } from '#db/schema/index.ts';
import { createGitRepository } from '#e2e/app/git-repository.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';
import { SAMPLE_PUSHES, type SamplePush } from '#server/domain/push/sample-pushes.ts';
import { signSample } from '#server/domain/push/sign-sample.ts';
import { cleanUp } from '#server/scheduler/clean-up/clean-up.ts';
import { createLog } from '#server/log.ts';

const { db, url } = await testDatabase();
const queries: string[] = [];
const counted = openDatabase(url, {
  max: 4,
  applicationName: 'counted',
  onQuery: (statement) => queries.push(statement),
});
const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-pushes-'));
const git = await createGitRepository(join(folder, 'work'), null);
const head = () => git.commit({ 'one/vpc.yaml': `a: ${Math.random()}\n` }, 'changed');
await head();

afterAll(async () => {
  await counted.close();
  await rm(folder, { recursive: true, force: true });
});

const [github, gitea, gitlab, , bitbucketCloud] = SAMPLE_PUSHES as readonly [
  SamplePush,
  SamplePush,
  SamplePush,
  SamplePush,
  SamplePush,
];
let count = 0;

/** An API of its own, so that no test drinks from the bucket of another, and a repository that takes push events. */
async function listening(database = db) {
  const api = await startApi(database);
  const name = `repository-${(count += 1)}`;
  const { id } = (await api.call('POST', '/repositories', { name, url: git.url })).body;
  const made = await api.call('POST', `/repositories/${id}/webhook-secret`);
  expect(made.status).toBe(201);
  const secret = made.body.secret as string;
  const send = (headers: Record<string, string>, body: BodyInit) =>
    api.raw(`/api/hedgehog/repositories/${id}/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  /** As the host sends it; what is not given is right. */
  const push = (
    sample: SamplePush,
    {
      ref = { name: 'main' },
      key = secret,
    }: { ref?: Parameters<SamplePush['payload']>[0]; key?: string } = {},
    more: Record<string, string> = {},
  ) => {
    const body = JSON.stringify({ ...sample.payload(ref), sent: (count += 1) });
    const delivery = { 'idempotency-key': `delivery-${count}` };
    const signed = signSample(sample.proof, body, key, new Date(), `msg-${count}`);
    return send({ ...sample.headers, ...delivery, ...signed, ...more }, body);
  };
  const read = async () => (await api.call('GET', `/repositories/${id}`)).body;
  const fabric = async () => {
    const created = await api.call('POST', '/fabrics', {
      name: `fabric-${(count += 1)}`,
      kubernetes_server: 'https://fabric.example:6443',
      git_repository: id,
      gitops_directory: 'one',
    });
    return created.body.id as number;
  };
  return { api, id, secret, url: made.body.url as string, send, push, read, fabric };
}

const REFUSED = { status: 401, body: { code: 'PUSH_SIGNATURE_REFUSED' } };

describe('the secret', () => {
  test('is shown once, sealed, in no answer and no event', async () => {
    const { api, id, secret, url, read } = await listening();

    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(url).toBe(`http://localhost:3000/api/hedgehog/repositories/${id}/push`);
    expect(await read()).toMatchObject({ webhook_enabled: true, webhook_last_received_at: null });
    const everything = JSON.stringify([
      await read(),
      (await api.call('GET', '/repositories')).body,
      await db.select().from(pushHooks),
      await db.select().from(events),
    ]);
    expect(everything).not.toContain(secret.slice(6, 20));
  });

  test('made anew, the old one counts no more; turned off, none does', async () => {
    const { api, id, secret, push, read } = await listening();
    expect((await push(github)).status).toBe(202);

    const made = await api.call('POST', `/repositories/${id}/webhook-secret`);
    expect(made.body.secret).not.toBe(secret);
    expect(await push(github)).toMatchObject(REFUSED);
    expect(await read()).toMatchObject({ webhook_enabled: true, webhook_last_received_at: null });
    expect((await push(github, { key: made.body.secret })).status).toBe(202);

    expect((await api.call('DELETE', `/repositories/${id}/webhook-secret`)).status).toBe(204);
    expect((await api.call('DELETE', `/repositories/${id}/webhook-secret`)).status).toBe(204);
    expect(await push(github, { key: made.body.secret })).toMatchObject(REFUSED);
    expect(await read()).toMatchObject({ webhook_enabled: false });
    const audited = await db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.subjectId, String(id)));
    expect(audited.map(({ kind }) => kind).filter((kind) => /push_(events|secret)/.test(kind))).toEqual([
      'repository.push_events_enabled',
      'repository.push_secret_rotated',
      'repository.push_events_disabled',
    ]);
  });

  test('is for those who may change repositories', async () => {
    const { api, id } = await listening();
    for (const method of ['POST', 'DELETE']) {
      expect((await api.as('viewer')(method, `/repositories/${id}/webhook-secret`)).status).toBe(403);
      expect((await api.call(method, '/repositories/999999/webhook-secret')).status).toBe(404);
    }
  });
});

describe.each(SAMPLE_PUSHES)('$host', (sample) => {
  test('a push starts a run within 2 s, and the page tells', async () => {
    const { push, fabric, read } = await listening();
    const id = await fabric();
    const commit = await head();

    const sentAt = Date.now();
    const answer = await push(sample);

    expect(answer).toMatchObject({ status: 202, body: { status: 'looking' } });
    await expect.poll(() => db.$count(runs, eq(runs.fabricId, id)), { timeout: 5_000 }).toBe(1);
    const [run] = await db.select().from(runs).where(eq(runs.fabricId, id));
    expect(run).toMatchObject({ triggerType: 'webhook', status: 'pending', actor: 'push event' });
    expect(run!.queuedAt.getTime() - sentAt).toBeLessThan(2_000);
    await expect
      .poll(async () => (await read()).webhook_last_result)
      .toBe(`main is at ${commit.slice(0, 7)}: 1 run started`);
    expect(await read()).toMatchObject({ head_commit: commit, connection_status: 'connected' });
  });

  test('another branch, a tag, a deleted branch: told, and Git is not asked', async () => {
    const { push, read } = await listening();

    for (const ref of [{ name: 'other' }, { name: 'main', tag: true }, { name: 'main', deleted: true }]) {
      const answer = await push(sample, { ref });
      expect(answer).toMatchObject({ status: 202, body: { status: 'ignored' } });
      expect((await read()).webhook_last_result).toBe(answer.body.message);
    }
    expect((await read()).head_commit).toBeNull();
  });

  test('with another secret it is refused, and nothing is kept', async () => {
    const { id, push, read } = await listening();
    const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

    expect(await push(sample, { key })).toMatchObject(REFUSED);

    expect(await db.$count(pushDeliveries, eq(pushDeliveries.repositoryId, id))).toBe(0);
    expect((await read()).webhook_last_received_at).toBeNull();
  });
});

test('a test of the host is answered, and shows that the secret is right', async () => {
  const { push, read } = await listening();

  expect(await push(github, {}, { 'x-github-event': 'ping' })).toMatchObject({
    status: 200,
    body: { status: 'test' },
  });
  expect(await push(bitbucketCloud, {}, { 'x-event-key': 'diagnostics:ping' })).toMatchObject({
    status: 200,
  });
  expect(await read()).toMatchObject({ webhook_last_received_at: expect.any(String) });
});

test("GitHub's form holds the same JSON", async () => {
  const { send, secret } = await listening();
  const body = new URLSearchParams({ payload: JSON.stringify(github.payload({ name: 'main' })) }).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };

  const answer = await send(
    { ...github.headers, ...type, ...signSample(github.proof, body, secret, new Date()) },
    body,
  );

  expect(answer).toMatchObject({ status: 202, body: { status: 'looking' } });
});

describe('a replay', () => {
  test.each<[string, SamplePush, Record<string, string>]>([
    ['as it was', github, {}],
    ['under another delivery id', github, { 'x-github-delivery': 'another' }],
    ['of Gitea, under another delivery id', gitea, { 'x-gitea-delivery': 'another' }],
    ['of GitLab, whose token signs nothing, under its own id', gitlab, {}],
  ])('%s does nothing', async (_, sample, more) => {
    const { id, send, secret } = await listening();
    const body = JSON.stringify(sample.payload({ name: 'main' }));
    const signed = { ...sample.headers, ...signSample(sample.proof, body, secret, new Date()) };
    expect((await send(signed, body)).body.status).toBe('looking');
    await expect
      .poll(
        async () => (await db.select().from(pushHooks).where(eq(pushHooks.repositoryId, id)))[0]?.lastResult,
      )
      .toMatch(/^main is at/);
    const before = await db.select().from(pushHooks).where(eq(pushHooks.repositoryId, id));

    const again = await Promise.all(Array.from({ length: 10 }, () => send({ ...signed, ...more }, body)));

    for (const answer of again) {
      expect(answer).toMatchObject({ status: 200, body: { status: 'already_received' } });
    }
    expect(await db.select().from(pushHooks).where(eq(pushHooks.repositoryId, id))).toEqual(before);
    expect(await db.$count(pushDeliveries, eq(pushDeliveries.repositoryId, id))).toBe(1);
  });

  test('sent many times at once is taken in once', async () => {
    const { send, secret } = await listening();
    const body = JSON.stringify(github.payload({ name: 'main' }));
    const signed = { ...github.headers, ...signSample(github.proof, body, secret, new Date()) };

    const answers = await Promise.all(Array.from({ length: 20 }, () => send(signed, body)));

    expect(answers.filter(({ body: { status } }) => status === 'looking')).toHaveLength(1);
    expect(answers.filter(({ body: { status } }) => status === 'already_received')).toHaveLength(19);
  });

  test('is known for a day', async () => {
    const { id, push } = await listening();
    await push(github);
    await push(github);
    const [old] = await db.select().from(pushDeliveries).where(eq(pushDeliveries.repositoryId, id));
    await db.execute(
      sql`update push_deliveries set received_at = clock_timestamp() - interval '25 hours' where id = ${old!.id}`,
    );

    await cleanUp(db, createLog('silent'), { days: 90, runs: 100, auditDays: 365 });

    expect(await db.$count(pushDeliveries, eq(pushDeliveries.repositoryId, id))).toBe(1);
  });
});

describe('what is refused', () => {
  test('nobody learns which repositories there are, and which take push events', async () => {
    const { api, id, push } = await listening();
    const wrong = await push(github, { key: 'wrong' });
    await api.call('DELETE', `/repositories/${id}/webhook-secret`);
    const off = await push(github, { key: 'wrong' });
    const unknown = await api.raw('/api/hedgehog/repositories/999999/push', { method: 'POST', body: '{}' });
    const bare = await api.raw(`/api/hedgehog/repositories/${id}/push`, { method: 'POST' });

    expect(wrong).toMatchObject(REFUSED);
    for (const each of [off, unknown, bare])
      expect({ ...each, headers: null }).toEqual({ ...wrong, headers: null });
  });

  test('more than 5 MB, with and without a length that says so', async () => {
    const { send } = await listening();
    const large = Buffer.alloc(5 * 1024 * 1024 + 1, ' ');
    const stream = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 6; part += 1) controller.enqueue(Buffer.alloc(1024 * 1024, ' '));
        controller.close();
      },
    });

    expect(await send({ 'content-length': String(large.byteLength) }, large)).toMatchObject({ status: 413 });
    const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    const { api, id } = await listening();
    expect((await api.raw(`/api/hedgehog/repositories/${id}/push`, init)).status).toBe(413);
  });

  test.each(['', 'not json', '[]', '{"ref": 1}', '\u0000', 'null'])(
    'a signed body that is no push: %j',
    async (body) => {
      const { send, secret } = await listening();
      const headers = { ...github.headers, ...signSample(github.proof, body, secret, new Date()) };

      expect(await send(headers, body)).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
    },
  );

  test('1,000 wrong signatures cost one query a second at most, whoever they say they are', async () => {
    const { push } = await listening(counted.db);
    await push(github, { key: 'wrong' });
    queries.length = 0;
    const started = performance.now();

    const answers: number[] = [];
    for (let turn = 0; turn < 1_000; turn += 1) {
      answers.push((await push(github, { key: 'wrong' }, { authorization: 'Token fs_guessed' })).status);
    }

    const seconds = (performance.now() - started) / 1_000;
    const passed = answers.filter((status) => status === 401).length;
    expect(new Set(answers)).toEqual(new Set([401, 429]));
    expect(passed).toBeLessThanOrEqual(120 + Math.ceil(2 * seconds));
    expect(queries.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    expect(queries.every((query) => query.includes('push_hooks'))).toBe(true);
  });

  test('beyond the rate of one repository the answer says when, and Git is still asked for the last', async () => {
    const { id, push } = await listening();
    const answers = await Promise.all(Array.from({ length: 80 }, () => push(github)));

    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(15);
    expect(limited[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    await expect
      .poll(async () => (await db.select().from(pushHooks).where(eq(pushHooks.repositoryId, id)))[0])
      .toMatchObject({ lookWantedAt: null, lookLeaseUntil: null });
  });
});
