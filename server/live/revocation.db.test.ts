import { eq } from 'drizzle-orm';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { apiTokens, fabrics, sessions, users } from '#db/schema/index.ts';
import { createAuth } from '#server/auth/auth.ts';
import { cookieSecretOf } from '#server/auth/cookie-secret.ts';
import { hashToken } from '#server/auth/token-secret.ts';
import {
  addFabric,
  addToken,
  PUBLIC_URL,
  signIn,
  startLiveServer,
} from '#server/live/live-server-under-test.ts';
import { notify } from '#server/state/notify.ts';
import { testContext } from '#server/services/fixtures/fabrics.ts';
import { signOut } from '#server/services/session/sign-out.ts';
import { revokeToken } from '#server/services/tokens/revoke-token.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const NEVER_MS = 3_600_000;
const { db, url } = await testDatabase();
/** Looks at its connections only when it is told to. */
const told = await startLiveServer(db, url, { recheckEveryMs: NEVER_MS });
/** Nobody tells it; it looks by itself. */
const looking = await startLiveServer(db, url, { recheckEveryMs: 50 });
const id = await addFabric(db);
await db.insert(users).values({
  id: 'witness',
  name: 'Witness',
  username: 'witness',
  email: 'witness@example.com',
  role: 'viewer',
});

afterEach(async () => {
  told.closeClients();
  looking.closeClients();
  await db.update(users).set({ banned: false, role: 'administrator' });
});
afterAll(async () => {
  await told.close();
  await looking.close();
});

/** A client of each kind that has heard how the fabric is. */
async function bothOf(server: typeof told, credentials: { token: string } | { cookie: string }) {
  const isToken = 'token' in credentials;
  const io = await server.ioClient(
    isToken ? { auth: credentials, reconnection: false } : { extraHeaders: credentials, reconnection: false },
  );
  const plain = server.plainClient(
    id,
    isToken ? { authorization: `Token ${credentials.token}` } : credentials,
  );
  await io.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  await eventually(() => expect(io.messages).toHaveLength(1));
  await eventually(() => expect(plain.messages).toHaveLength(1));
  return { io, plain };
}

type Both = Awaited<ReturnType<typeof bothOf>>;

/** @returns the plain one's code */
async function closed({ io, plain }: Both): Promise<number> {
  await eventually(() => expect(io.socket.connected).toBe(false));
  return await plain.closed;
}

test('a token that is revoked takes its sockets with it, and no others', async () => {
  const token = await addToken(db);
  const [mine, others] = [await bothOf(told, { token }), await bothOf(told, { token: told.token })];
  const [row] = await db
    .select()
    .from(apiTokens)
    .where(eq(apiTokens.tokenHash, hashToken(token)));

  await revokeToken(testContext(db), row!.id);

  expect(await closed(mine)).toBe(4401);
  expect(others.io.socket.connected).toBe(true);
  expect(others.plain.ws.readyState).toBe(others.plain.ws.OPEN);
});

test('signing out ends the sockets of that session, and not those of another', async () => {
  const cookie = await signIn(db, told.keys);
  const [mine, others] = [await bothOf(told, { cookie }), await bothOf(told, { cookie: told.cookie })];
  const auth = createAuth({ db, secret: cookieSecretOf(told.keys), publicUrl: PUBLIC_URL });
  const [admin] = await db.select().from(users).where(eq(users.username, 'admin'));

  await signOut({ db, auth, actor: { ...testContext(db).actor, userId: admin!.id } as never }, cookie);

  expect(await closed(mine)).toBe(4401);
  expect(others.io.socket.connected).toBe(true);
});

test.each([
  ['a token runs out', () => db.update(apiTokens).set({ expiresAt: new Date(Date.now() - 1) })],
  ['a token is removed', () => db.delete(apiTokens)],
  ['the user is banned', () => db.update(users).set({ banned: true })],
])('%s by nobody who would tell: the sockets end all the same', async (_, end) => {
  const both = await bothOf(looking, { token: await addToken(db) });

  await end();

  expect(await closed(both)).toBe(4401);
});

test('a session runs out by time alone: its sockets end', async () => {
  const both = await bothOf(looking, { cookie: await signIn(db, looking.keys) });

  await db.update(sessions).set({ expiresAt: new Date(Date.now() - 1) });

  expect(await closed(both)).toBe(4401);
});

test('each command is asked anew who sends it', async () => {
  const { io, plain } = await bothOf(told, { token: await addToken(db) });
  await db.update(users).set({ banned: true });

  const answer: unknown = await io.socket.emitWithAck('subscribe', { fabric_ids: [id] });
  plain.ws.send(JSON.stringify({ type: 'subscribe', payload: { fabric_ids: [id] } }));

  expect(answer).toMatchObject({ code: 'NOT_AUTHENTICATED' });
  expect(await closed({ io, plain })).toBe(4401);
});

test('a user who may not view any more hears nothing more, and hears again when he may', async () => {
  const { io, plain } = await bothOf(told, { token: await addToken(db) });
  const [admin] = await db.select().from(users).where(eq(users.username, 'admin'));
  const witness = told.plainClient(id, { authorization: `Token ${await addToken(db, 'witness')}` });
  await eventually(() => expect(witness.messages).toHaveLength(1));
  const setRole = async (role: string) => {
    await db.update(users).set({ role }).where(eq(users.id, admin!.id));
    await notify(db, { t: 'access', user: admin!.id });
  };
  /** Done when another user has heard of it, and all that was sent before has come to this one. */
  const change = async (syncEnabled: boolean) => {
    await db.update(fabrics).set({ syncEnabled }).where(eq(fabrics.id, id));
    await notify(db, { t: 'notice', id });
    await notify(db, { t: 'fabric', id });
    const status = syncEnabled ? 'never_synced' : 'disabled';
    await eventually(() => expect(witness.ofType('sync.status_update').at(-1)?.status).toBe(status));
    expect(await io.socket.emitWithAck('nothing')).toMatchObject({ code: 'REQUEST_INVALID' });
    plain.ws.send('nothing');
    const refusals = plain.messages.filter((each) => (each.type as string) === 'request.refused').length;
    await eventually(() =>
      expect(
        plain.messages.filter((each) => (each.type as string) === 'request.refused').length,
      ).toBeGreaterThan(refusals),
    );
  };
  const heard = () => [io.messages.length, plain.ofType('sync.status_update').length];

  await setRole('nothing');
  await eventually(async () => {
    const before = heard();
    await change(false);
    await change(true);
    expect(heard()).toEqual(before);
  });

  await setRole('viewer');
  await eventually(async () => {
    await change(false);
    expect(io.ofType('sync.status_update').at(-1)?.status).toBe('disabled');
    expect(plain.ofType('sync.status_update').at(-1)?.status).toBe('disabled');
    await change(true);
  });
  await db.update(fabrics).set({ syncEnabled: true }).where(eq(fabrics.id, id));
});

test('whoever has no right to view is refused at the handshake', async () => {
  const token = await addToken(db);
  await db.update(users).set({ role: 'nothing' });

  await expect(told.ioClient({ auth: { token } })).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
  expect(await told.plainClient(id, { authorization: `Token ${token}` }).closed).toBe(4403);
});
