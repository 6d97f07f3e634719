import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { accounts, apiTokens, events, fabrics, rateLimits, sessions, users } from '#db/schema/index.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { PASSWORD, startApi, type Answer } from '#server/api/api-under-test.ts';
import { people } from '#server/api/people-under-test.ts';
import { ensureAdministrator } from '#server/auth/ensure-administrator.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const admin = api.as('administrator');
const { person, signIn, browser, history } = people(db, api);

beforeEach(async () => {
  await db.delete(rateLimits);
});

describe('a new person', () => {
  test('signs in with the password that was made, which is shown once and kept nowhere', async () => {
    const made = await person({ role: 'operator' });

    expect(made).toMatchObject({ role: 'operator', all_fabrics: true, grants: [], enabled: true });
    expect((await signIn(made.username, made.password)).body).toMatchObject({ role: 'operator' });
    const kept = [
      await db.select().from(users),
      await db.select().from(accounts),
      await db.select().from(events),
    ];
    expect(JSON.stringify(kept)).not.toContain(made.password);
    expect((await admin('GET', `/users/${made.id}`)).body).not.toHaveProperty('password');
    expect((await history('user.created')).at(-1)).toMatchObject({
      subjectId: made.id,
      data: { username: made.username, role: 'operator', all_fabrics: true },
    });
  });

  test('with a password of the request gets none in the answer; capitals in the name do not matter', async () => {
    const username = 'Upper_Case';
    const answer = await admin('POST', '/users', {
      username,
      name: 'U',
      email: `${username}@x.example`,
      password: 'chosen by hand',
    });

    expect(answer.body).toMatchObject({ username: username.toLowerCase(), password: null });
    expect((await signIn(username, 'chosen by hand')).status).toBe(200);
  });

  test.each<[object, string]>([
    [{ username: 'ab' }, 'username'],
    [{ username: 'has space' }, 'username'],
    [{ username: 'admin' }, 'username'],
    [{ email: 'nobody' }, 'email'],
    [{ email: 'admin@fabric-sync.local' }, 'email'],
    [{ role: 'root' }, 'role'],
    [{ password: 'short' }, 'password'],
    [{ role: 'administrator', all_fabrics: false }, 'all_fabrics'],
    [{ all_fabrics: false, grants: [{ fabric_id: 999_999, role: 'viewer' }] }, 'grants.0.fabric_id'],
    [{ grants: [{ fabric_id: 1, role: 'administrator' }] }, 'grants.0.role'],
    [
      {
        grants: [
          { fabric_id: 1, role: 'viewer' },
          { fabric_id: 1, role: 'operator' },
        ],
      },
      'grants',
    ],
  ])('%j is refused at %s, and nobody is made', async (input, field) => {
    const before = await db.$count(users);
    const answer = await admin('POST', '/users', {
      username: 'nobody_yet',
      name: 'P',
      email: 'nobody_yet@x.example',
      ...input,
    });

    expect(answer.status).toBe(422);
    expect(answer.body.fields.map((each: { field: string }) => each.field)).toEqual([field]);
    expect(await db.$count(users)).toBe(before);
  });
});

test.each(['viewer', 'operator'] as const)('people are not the business of a %s', async (role) => {
  const { id } = await person();
  const asked: [string, string, unknown?][] = [
    ['GET', '/users'],
    ['GET', `/users/${id}`],
    ['POST', '/users', { username: 'mine', name: 'm', email: 'm@x.example' }],
    ['PATCH', `/users/${id}`, { role: 'administrator' }],
    ['POST', `/users/${id}/reset-password`],
    ['DELETE', `/users/${id}`],
  ];

  for (const [method, path, body] of asked) {
    expect((await api.as(role)(method, path, body)).status, `${method} ${path}`).toBe(403);
  }
});

describe('changing a person', () => {
  test('what they may do holds from their next request on', async () => {
    const made = await person({ role: 'operator' });
    const ask = await browser(made);
    const [fabric] = await db.insert(fabrics).values({ name: randomUUID() }).returning();

    const changed = await admin('PATCH', `/users/${made.id}`, {
      all_fabrics: false,
      grants: [{ fabric_id: fabric!.id, role: 'viewer' }],
    });

    expect(changed.body.grants).toEqual([
      { fabric_id: fabric!.id, fabric_name: fabric!.name, role: 'viewer' },
    ]);
    expect((await ask('GET', '/fabrics')).body).toMatchObject({ count: 1 });
    expect((await ask('PATCH', `/fabrics/${fabric!.id}`, { description: 'x' })).status).toBe(403);
    expect((await history('user.updated')).at(-1)).toMatchObject({
      data: {
        username: made.username,
        fields: ['all_fabrics', 'grants'],
        all_fabrics: { from: true, to: false },
      },
    });

    await admin('PATCH', `/users/${made.id}`, { grants: [] });
    expect((await ask('GET', `/fabrics/${fabric!.id}`)).status).toBe(404);
  });

  test('what is as it was leaves no trace in the history', async () => {
    const made = await person();
    const before = (await history('user.updated')).length;

    const same = { role: 'viewer', name: 'A Person', enabled: true, grants: [] };
    expect((await admin('PATCH', `/users/${made.id}`, same)).status).toBe(200);

    expect(await history('user.updated')).toHaveLength(before);
  });

  test('a fabric that is deleted takes its grants with it', async () => {
    const [fabric] = await db.insert(fabrics).values({ name: randomUUID() }).returning();
    const { id } = await person({
      all_fabrics: false,
      grants: [{ fabric_id: fabric!.id, role: 'operator' }],
    });

    await admin('DELETE', `/fabrics/${fabric!.id}`);

    expect((await admin('GET', `/users/${id}`)).body).toMatchObject({ all_fabrics: false, grants: [] });
  });

  test('a limited person is not made an administrator of some fabrics', async () => {
    const { id } = await person({ all_fabrics: false });

    expect((await admin('PATCH', `/users/${id}`, { role: 'administrator' })).status).toBe(422);
    expect((await admin('PATCH', `/users/${id}`, { role: 'administrator', all_fabrics: true })).status).toBe(
      200,
    );
  });
});

describe('disabling', () => {
  test('ends sessions and lets tokens rest; enabling brings back the tokens alone', async () => {
    const made = await person();
    const ask = await browser(made);
    const { body: token } = await ask('POST', '/tokens', { name: 'ci' });
    const byToken = () =>
      api.raw('/api/hedgehog/session', { headers: { authorization: `Token ${token.token}` } });

    await admin('PATCH', `/users/${made.id}`, { enabled: false });
    expect((await ask('GET', '/session')).status).toBe(401);
    expect((await byToken()).status).toBe(401);
    expect((await signIn(made.username, made.password)).status).toBe(401);

    await admin('PATCH', `/users/${made.id}`, { enabled: true });
    expect((await ask('GET', '/session')).status).toBe(401);
    expect((await byToken()).status).toBe(200);
    expect((await signIn(made.username, made.password)).status).toBe(200);
    expect((await history('user.disabled')).at(-1)).toMatchObject({ subjectId: made.id });
    expect((await history('user.enabled')).at(-1)).toMatchObject({ subjectId: made.id });
  });
});

describe('the last active administrator', () => {
  /** Leaves `count` administrators that may sign in, the token's own among them. */
  async function administrators(count: number): Promise<string[]> {
    const mine = (await admin('GET', '/session')).body.username as string;
    await db.update(users).set({ banned: true }).where(eq(users.role, 'administrator'));
    await db
      .update(users)
      .set({ banned: false })
      .where(eq(users.username, mine.split(' ')[0] ?? ''));
    const [me] = await db
      .select()
      .from(users)
      .where(and(eq(users.banned, false), eq(users.role, 'administrator')));
    const others = [];
    for (let each = 1; each < count; each += 1) others.push((await person({ role: 'administrator' })).id);
    return [me!.id, ...others];
  }

  test.each<[string, (id: string) => Promise<Answer>]>([
    ['removed', (id) => admin('DELETE', `/users/${id}`)],
    ['disabled', (id) => admin('PATCH', `/users/${id}`, { enabled: false })],
    ['demoted', (id) => admin('PATCH', `/users/${id}`, { role: 'operator' })],
  ])('is not %s', async (_, act) => {
    const [me] = await administrators(1);
    const before = await db.select().from(users).where(eq(users.id, me!));

    const answer = await act(me!);

    expect(answer).toMatchObject({ status: 409, body: { code: 'LAST_ADMINISTRATOR' } });
    expect(await db.select().from(users).where(eq(users.id, me!))).toEqual(before);
  });

  test('one of two may go, but not both at once', async () => {
    const both = await administrators(2);

    const answers = await Promise.all(both.map((id) => admin('PATCH', `/users/${id}`, { role: 'operator' })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await db.select().from(users).where(eq(users.role, 'administrator'));
    expect(left.filter(({ banned }) => !banned)).toHaveLength(1);
    await db.update(users).set({ role: 'administrator', banned: false }).where(eq(users.id, both[0]!));
  });
});

test('a person who is removed is gone with sessions and tokens; what they did stays', async () => {
  const made = await person({ role: 'operator' });
  const ask = await browser(made);
  await ask('POST', '/tokens', { name: 'ci' });
  const fabric = await ask('POST', '/fabrics', { name: randomUUID() });

  expect((await admin('DELETE', `/users/${made.id}`)).status).toBe(204);

  expect((await ask('GET', '/session')).status).toBe(401);
  expect(await db.select().from(sessions).where(eq(sessions.userId, made.id))).toEqual([]);
  expect(await db.select().from(apiTokens).where(eq(apiTokens.userId, made.id))).toEqual([]);
  expect((await admin('GET', `/users/${made.id}`)).status).toBe(404);
  const done = await admin('GET', `/audit-events?actor=${made.username}&kind=fabric.created`);
  expect(done.body.results).toMatchObject([{ fabric_id: fabric.body.id }]);
});

test('a start without a password leaves it at the administrators that there are', async () => {
  await person({ role: 'administrator' });
  const [first] = await db.select().from(users).where(eq(users.username, 'admin'));
  await admin('DELETE', `/users/${first!.id}`);

  expect(await ensureAdministrator(db, { password: null, token: null })).toMatchObject({
    madePassword: null,
  });
  expect(await db.select().from(users).where(eq(users.username, 'admin'))).toEqual([]);

  await ensureAdministrator(db, { password: PASSWORD, token: null });
  expect((await signIn('admin', PASSWORD)).status).toBe(200);
});

describe('the list', () => {
  test('is searched, filtered and paged', async () => {
    const made = await person({ name: 'Zoë Searched', role: 'operator' });
    await admin('PATCH', `/users/${made.id}`, { enabled: false });

    expect((await admin('GET', '/users?q=searched')).body).toMatchObject({
      count: 1,
      results: [{ id: made.id, enabled: false }],
    });
    expect((await admin('GET', '/users?role=operator&enabled=true&q=searched')).body.count).toBe(0);
    const page = (await admin('GET', '/users?limit=2&ordering=-username')).body;
    expect(page.results).toHaveLength(2);
    expect(page.results[0].username > page.results[1].username).toBe(true);
  });
});
