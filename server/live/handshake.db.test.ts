import { eq } from 'drizzle-orm';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { apiTokens, sessions } from '#db/schema/index.ts';
import type { Credential } from '#server/auth/actor.ts';
import { hashToken } from '#server/auth/token-secret.ts';
import { Hub, type Subscriber } from '#server/live/hub.ts';
import { addFabric, addToken, PUBLIC_URL, startLiveServer } from '#server/live/live-server-under-test.ts';
import { expireConnections } from '#server/live/recheck.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Patient: the machine may be busy with other suites. */
const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);

const { db, url: databaseUrl } = await testDatabase();
const live = await startLiveServer(db, databaseUrl);
const { base, token, cookie } = live;

afterEach(() => live.closeClients());
afterAll(() => live.close());

test('a session cookie is enough for both', async () => {
  const id = await addFabric(db);
  const plain = live.plainClient(id, { cookie });
  const client = await live.ioClient({ extraHeaders: { cookie } });

  await client.socket.emitWithAck('subscribe', { fabric_ids: [id] });

  await eventually(() => expect(client.messages).toHaveLength(1));
  await eventually(() => expect(plain.messages).toHaveLength(1));
});

test('long polling works beside other request listeners', async () => {
  const client = await live.ioClient({ auth: { token }, transports: ['polling'] });

  expect(client.socket.connected).toBe(true);
  expect(await (await fetch(`${base}/somewhere`)).text()).toBe('page');
});

test.each([{}, { auth: { token: 'nonsense' } }, { extraHeaders: { cookie: 'x=y' } }])(
  'Socket.IO refuses whoever is not signed in: %j',
  async (options) => {
    await expect(live.ioClient(options)).rejects.toMatchObject({ data: { code: 'NOT_AUTHENTICATED' } });
  },
);

test.each([{}, { authorization: 'Token nonsense' }, { cookie: 'x=y' }])(
  'the plain WebSocket closes with 4401 for whoever is not signed in: %j',
  async (headers: Record<string, string>) => {
    expect(await live.plainClient(await addFabric(db), headers).closed).toBe(4401);
  },
);

test('a fabric that does not exist closes with 4404', async () => {
  expect(await live.plainClient(999_999).closed).toBe(4404);
});

test.each([
  ['/ws/hedgehog/fabric/1/sync/', { Origin: 'https://evil.example' }, '403 Forbidden'],
  ['/ws/hedgehog/fabric/1/sync/', { Origin: 'null' }, '403 Forbidden'],
  ['/ws/hedgehog/fabric/x/sync/', {}, '404 Not Found'],
  ['/ws/hedgehog/fabric/0/sync/', {}, '404 Not Found'],
  ['/ws/hedgehog/fabric/1/sync/more', {}, '404 Not Found'],
  ['/_next/hmr', {}, '404 Not Found'],
  ['/anything', {}, '404 Not Found'],
])('the upgrade %s %j is answered %s and closed', async (path, headers: Record<string, string>, expected) => {
  expect(await live.upgradeAnswer(path, { ...headers, Cookie: cookie })).toBe(`HTTP/1.1 ${expected}`);
});

test('Socket.IO refuses another origin, whatever cookie comes with it', async () => {
  const path = '/socket.io/?EIO=4&transport=websocket';

  expect(await live.upgradeAnswer(path, { Origin: 'https://evil.example', Cookie: cookie })).toMatch(
    /^HTTP\/1\.1 4\d\d/,
  );
});

test('our own and the public origin may connect', async () => {
  const id = await addFabric(db);
  const [own, behindProxy] = [base, PUBLIC_URL].map((origin) =>
    live.plainClient(id, { authorization: `Token ${token}`, origin }),
  );

  await eventually(() => expect(own!.messages).toHaveLength(1));
  await eventually(() => expect(behindProxy!.messages).toHaveLength(1));
});

test('a connection does not outlive its sign-in', async () => {
  const ended: string[] = [];
  const subscriber = (name: string, credential: Credential): Subscriber => ({
    signedIn: { actor: { type: 'user', userId: 'u', name: 'u', role: 'viewer', grants: null }, credential },
    send: () => {},
    expire: () => void ended.push(name),
  });
  const hub = new Hub();
  const [secret, revoked] = [await addToken(db), await addToken(db)];
  const [session] = await db.select().from(sessions);
  hub.add(subscriber('good token', { type: 'token', hash: hashToken(secret) }));
  hub.add(subscriber('good session', { type: 'session', token: session!.token }));
  hub.add(subscriber('revoked token', { type: 'token', hash: hashToken(revoked) }));
  hub.add(subscriber('unknown session', { type: 'session', token: 'gone' }));
  await db
    .update(apiTokens)
    .set({ revokedAt: new Date() })
    .where(eq(apiTokens.tokenHash, hashToken(revoked)));

  await expireConnections({ db, hub });

  expect(ended.toSorted()).toEqual(['revoked token', 'unknown session']);
});
