import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { accounts, apiTokens, events, rateLimits, sessions, users } from '#db/schema/index.ts';
import { actorOf, findActor, type Credential } from '#server/auth/actor.ts';
import { createAuth } from '#server/auth/auth.ts';
import { ensureAdministrator } from '#server/auth/ensure-administrator.ts';
import { countSignInAttempt } from '#server/auth/sign-in-limit.ts';
import { sessionCookieName } from '#server/auth/session-cookie.ts';
import { credentialKey, validCredentials } from '#server/auth/valid-credentials.ts';
import { hashToken, makeTokenSecret } from '#server/auth/token-secret.ts';
import { createLog } from '#server/log.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const { db } = await testDatabase();
const cookieSecret = 'a-secret-of-at-least-thirty-two-characters-0123456789';
const auth = createAuth({ db, secret: cookieSecret, publicUrl: 'http://localhost:3000' });
const deps = { db, cookieSecret, secureCookies: false, log: createLog('silent') };
const PASSWORD = 'correct horse battery';

async function signIn(password = PASSWORD): Promise<string> {
  const { headers } = await auth.api.signInUsername({
    body: { username: 'admin', password },
    headers: new Headers(),
    returnHeaders: true,
  });
  return headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

async function addToken(values: Partial<typeof apiTokens.$inferInsert> = {}): Promise<string> {
  const secret = makeTokenSecret();
  const [admin] = await db.select().from(users).where(eq(users.username, 'admin'));
  await db
    .insert(apiTokens)
    .values({ userId: admin!.id, name: 'ci', tokenHash: hashToken(secret), prefix: 'fs_', ...values });
  return secret;
}

const past = () => new Date(Date.now() - 1_000);

beforeAll(async () => {
  await ensureAdministrator(db, { password: PASSWORD, token: null });
});
beforeEach(async () => {
  await db.update(users).set({ banned: false, banExpires: null, role: 'administrator' });
});

test('a session cookie names its user and role', async () => {
  const cookie = await signIn();

  expect(await findActor(deps, { cookie: `other=1; ${cookie}` })).toMatchObject({
    actor: { type: 'user', name: 'admin', role: 'administrator' },
    credential: { type: 'session' },
  });
});

test('a wrong password gives no session', async () => {
  await expect(signIn('wrong password')).rejects.toThrow('Invalid username or password');
});

test('a cookie whose signature is not ours is nobody, even with a true session token', async () => {
  const cookie = await signIn();
  const [session] = await db.select().from(sessions).limit(1);
  const forged = `${sessionCookieName(false)}=${session!.token}.${Buffer.alloc(32).toString('base64')}`;

  expect(await findActor(deps, { cookie: forged })).toBeNull();
  expect(await findActor({ ...deps, cookieSecret: 'another' }, { cookie })).toBeNull();
});

test.each([
  undefined,
  null,
  '',
  'x',
  `${sessionCookieName(false)}=`,
  `${sessionCookieName(false)}=%E0%A4%A`,
  ';;;=;',
])('the cookie header %j is nobody', async (cookie) => {
  expect(await findActor(deps, { cookie })).toBeNull();
});

test('over TLS only the cookie with the secure name counts', async () => {
  const cookie = await signIn();

  expect(await findActor({ ...deps, secureCookies: true }, { cookie })).toBeNull();
  expect(await findActor({ ...deps, secureCookies: true }, { cookie: `__Secure-${cookie}` })).not.toBeNull();
});

test('an expired session is nobody', async () => {
  const cookie = await signIn();
  await db.update(sessions).set({ expiresAt: past() });

  expect(await findActor(deps, { cookie })).toBeNull();
});

test('a ban ends sessions and tokens at once, until it ends itself', async () => {
  const [cookie, secret] = [await signIn(), await addToken()];
  await db.update(users).set({ banned: true });

  expect(await findActor(deps, { cookie })).toBeNull();
  expect(await findActor(deps, { authorization: `Token ${secret}` })).toBeNull();

  await db.update(users).set({ banExpires: past() });
  expect(await findActor(deps, { cookie })).not.toBeNull();
});

test.each(['Token', 'Bearer', 'token', 'BEARER'])('a token works as %s', async (scheme) => {
  const secret = await addToken();

  expect(await findActor(deps, { authorization: `${scheme} ${secret}` })).toMatchObject({
    actor: { type: 'token', name: 'admin (token ci)', role: 'administrator' },
  });
});

test.each([
  ['expired', () => ({ expiresAt: past() })],
  ['revoked', () => ({ revokedAt: past() })],
])('a token that is %s is nobody', async (_, values) => {
  const secret = await addToken(values());

  expect(await findActor(deps, { authorization: `Token ${secret}` })).toBeNull();
});

test.each(['Token', 'Token ', 'Token a b', 'Basic YTpi', 'Token nonsense', 'Token fs_x'])(
  'the header %j is nobody, and a good cookie beside it does not help',
  async (authorization) => {
    const cookie = await signIn();

    expect(await findActor(deps, { authorization, cookie })).toBeNull();
  },
);

test('the use of a token is noted, once a minute at most', async () => {
  const secret = await addToken({ name: 'noted' });
  const lastUse = async () => {
    const [row] = await db.select().from(apiTokens).where(eq(apiTokens.name, 'noted'));
    return row!.lastUsedAt;
  };

  await findActor(deps, { authorization: `Token ${secret}` });
  await eventually(async () => expect(await lastUse()).not.toBeNull());
  const first = await lastUse();
  await findActor(deps, { authorization: `Token ${secret}` });
  // The second use would have been written by a statement queued before this one.
  await Promise.all(Array.from({ length: 20 }, () => lastUse()));

  expect(await lastUse()).toEqual(first);
});

test('asked one by one or all at once, the same credentials hold', async () => {
  await Promise.all([
    signIn(),
    signIn(),
    addToken(),
    addToken({ expiresAt: past() }),
    addToken({ revokedAt: past() }),
  ]);
  const [expired] = await db.select().from(sessions).orderBy(sessions.createdAt).limit(1);
  await db.update(sessions).set({ expiresAt: past() }).where(eq(sessions.id, expired!.id));
  const credentials: Credential[] = [
    ...(await db.select().from(sessions)).map(({ token }) => ({ type: 'session' as const, token })),
    ...(await db.select().from(apiTokens)).map(({ tokenHash }) => ({
      type: 'token' as const,
      hash: tokenHash,
    })),
    { type: 'session', token: 'unknown' },
  ];

  for (const ban of [{ banned: false }, { banned: true }, { banned: true, banExpires: past() }]) {
    await db.update(users).set({ banExpires: null, ...ban });
    const oneByOne = [];
    for (const each of credentials)
      if ((await actorOf(deps, each)) !== null) oneByOne.push(credentialKey(each));
    const atOnce = await validCredentials(db, credentials);

    expect([...atOnce].toSorted()).toEqual(oneByOne.toSorted());
    expect(atOnce.size > 0).toBe(!ban.banned || ban.banExpires !== undefined);
    expect(atOnce.size).toBeLessThan(credentials.length);
  }
});

test('the database keeps no token and no password in the clear', async () => {
  const secret = await addToken();
  const stored = JSON.stringify([await db.select().from(apiTokens), await db.select().from(accounts)]);

  expect(stored).not.toContain(secret);
  expect(stored).not.toContain(PASSWORD);
});

test('processes that start at once make one administrator', async () => {
  await db.delete(users);

  const made = await Promise.all(
    Array.from({ length: 5 }, () =>
      ensureAdministrator(db, { password: null, token: 'a-token-of-twenty-characters' }),
    ),
  );

  expect(made.filter(({ madePassword }) => madePassword !== null)).toHaveLength(1);
  expect(await db.select().from(users)).toHaveLength(1);
  expect(await db.select().from(apiTokens)).toHaveLength(1);
  const { madePassword } = made.find((each) => each.madePassword !== null)!;
  expect(await findActor(deps, { cookie: await signIn(madePassword!) })).not.toBeNull();
  expect(await findActor(deps, { authorization: 'Token a-token-of-twenty-characters' })).not.toBeNull();
});

test('another password from the environment replaces the old one and ends its sessions', async () => {
  await ensureAdministrator(db, { password: PASSWORD, token: null });
  const cookie = await signIn();

  await ensureAdministrator(db, { password: PASSWORD, token: null });
  expect(await findActor(deps, { cookie })).not.toBeNull();

  await ensureAdministrator(db, { password: 'a new password', token: null });
  expect(await findActor(deps, { cookie })).toBeNull();
  await expect(signIn()).rejects.toThrow('Invalid username or password');
  expect(await signIn('a new password')).toContain('=');

  await ensureAdministrator(db, { password: PASSWORD, token: null });
  expect(await db.select().from(events).where(eq(events.kind, 'user.password_changed'))).not.toHaveLength(0);
});

test('the token of the environment follows the environment; one that a person revoked stays so', async () => {
  const [first, second] = [`first-token-${randomUUID()}`, `second-token-${randomUUID()}`];
  const works = async (token: string) =>
    (await findActor(deps, { authorization: `Token ${token}` })) !== null;

  await ensureAdministrator(db, { password: null, token: first });
  await ensureAdministrator(db, { password: null, token: second });
  expect([await works(first), await works(second)]).toEqual([false, true]);
  await ensureAdministrator(db, { password: null, token: first });
  expect([await works(first), await works(second)]).toEqual([true, false]);

  await db
    .update(apiTokens)
    .set({ revokedAt: new Date() })
    .where(eq(apiTokens.tokenHash, hashToken(first)));
  await ensureAdministrator(db, { password: null, token: first });
  expect(await works(first)).toBe(false);
});

test('ten wrong attempts a minute on one account from one address, at once or not; then 429 with the time to wait', async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 15 }, () => countSignInAttempt(db, '192.0.2.1', 'admin')),
  );

  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  const refused = attempts.find((each) => each.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'RATE_LIMITED' });
  expect(refused?.reason.details.retry_after_seconds).toBeGreaterThan(0);
  expect(refused?.reason.details.retry_after_seconds).toBeLessThanOrEqual(60);
  await expect(countSignInAttempt(db, '192.0.2.1', 'ADMIN')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await expect(countSignInAttempt(db, '::ffff:192.0.2.1', 'admin')).rejects.toMatchObject({
    code: 'RATE_LIMITED',
  });
  await countSignInAttempt(db, '192.0.2.2', 'admin');
  await countSignInAttempt(db, '192.0.2.1', 'somebody');
});

test('a right password forgets the attempts before it', async () => {
  for (let count = 0; count < 30; count += 1) {
    const attempt = await countSignInAttempt(db, '192.0.2.3', 'admin');

    await expect(attempt.succeeded()).resolves.toBeUndefined();
  }
});

test('one address that tries many accounts is stopped; a /64 is one address', async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 70 }, (_, index) =>
      countSignInAttempt(db, `2001:db8:1:2::${index + 1}`, `user${index}`),
    ),
  );

  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(60);
  await countSignInAttempt(db, '2001:db8:1:3::1', 'user1');
});

test('the window ends', async () => {
  await db.update(rateLimits).set({ lastRequest: Date.now() - 61_000 });

  await expect(countSignInAttempt(db, '192.0.2.1', 'admin')).resolves.toBeDefined();
});
