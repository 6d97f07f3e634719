import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fabricGrants, users } from '#db/schema/index.ts';
import { addFabric, addToken, startLiveServer } from '#server/live/live-server-under-test.ts';
import { testContext } from '#server/services/fixtures/fabrics.ts';
import { deleteUser } from '#server/services/users/delete-user.ts';
import { updateUser } from '#server/services/users/update-user.ts';
import { notify } from '#server/state/notify.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

/** Rights are to follow within seconds: the recheck by the clock, every minute, would be too late for this. */
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 4_000);

const { db, url: databaseUrl } = await testDatabase();
const live = await startLiveServer(db, databaseUrl, { recheckEveryMs: 3_600_000 });
const ctx = testContext(db);

afterEach(() => live.closeClients());
afterAll(() => live.close());

let own: number;
let foreign: number;
let userId: string;
let token: string;

beforeEach(async () => {
  [own, foreign] = [await addFabric(db), await addFabric(db)];
  userId = randomUUID();
  const username = `u_${userId.slice(0, 8)}`;
  await db.insert(users).values({
    id: userId,
    name: username,
    username,
    email: `${username}@x.example`,
    role: 'operator',
    allFabrics: false,
  });
  await db.insert(fabricGrants).values({ userId, fabricId: own, role: 'viewer' });
  token = await addToken(db, username);
});

/** A limited user and an administrator who watch both fabrics, each at the present state of what they see. */
async function watchers() {
  const [limited, all] = [await live.ioClient({ auth: { token } }), await live.ioClient()];
  for (const { socket } of [limited, all]) {
    expect(await socket.emitWithAck('subscribe', { fabric_ids: [own, foreign] })).toEqual({ ok: true });
  }
  await soon(() => expect(fabricsOf(all)).toEqual(new Set([own, foreign])));
  await soon(() => expect(fabricsOf(limited)).toEqual(new Set([own])));
  return { limited, all };
}

type Client = Awaited<ReturnType<typeof live.ioClient>>;
const fabricsOf = ({ messages }: Client) => new Set(messages.map(({ payload }) => payload.fabric_id));

/** Something happens on both fabrics; over when the administrator has heard of all of it. */
async function somethingHappens(all: Client): Promise<void> {
  all.messages.length = 0;
  for (const id of [foreign, own]) {
    await notify(db, { t: 'fabric', id });
    await notify(db, { t: 'notice', id });
  }
  await soon(() => {
    for (const id of [own, foreign]) {
      const types = all.messages.filter(({ payload }) => payload.fabric_id === id).map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['notice.changed', 'sync.status_update']));
    }
  });
}

test('a limited user hears of no other fabric, also having asked for it', async () => {
  const { limited, all } = await watchers();
  limited.messages.length = 0;

  await somethingHappens(all);

  await soon(() => expect(limited.ofType('notice.changed')).toHaveLength(1));
  await soon(() => expect(limited.ofType('sync.status_update')).toHaveLength(1));
  expect(fabricsOf(limited)).toEqual(new Set([own]));
});

test('a grant that is taken away ends the messages of that fabric, and no others', async () => {
  const { limited, all } = await watchers();
  const other = await addFabric(db);
  await updateUser(ctx, userId, { grants: [{ fabric_id: other, role: 'viewer' }] });
  expect(await limited.socket.emitWithAck('subscribe', { fabric_ids: [other] })).toEqual({ ok: true });
  await soon(() => expect(fabricsOf(limited)).toEqual(new Set([own, other])));
  limited.messages.length = 0;

  await somethingHappens(all);
  await notify(db, { t: 'fabric', id: other });

  await soon(() => expect(fabricsOf(limited)).toEqual(new Set([other])));
});

test('it needs no word of the client: the next message is not sent any more', async () => {
  const { limited, all } = await watchers();
  await updateUser(ctx, userId, { grants: [] });

  await soon(async () => {
    limited.messages.length = 0;
    await somethingHappens(all);
    expect(limited.messages).toEqual([]);
  });
});

test('a grant that is given brings the messages of what was asked for before', async () => {
  const { limited, all } = await watchers();
  await updateUser(ctx, userId, { all_fabrics: true });

  await soon(async () => {
    await somethingHappens(all);
    expect(fabricsOf(limited)).toEqual(new Set([own, foreign]));
  });
});

test('a plain socket of a fabric that was not granted is closed as of one that there is not', async () => {
  const headers = { authorization: `Token ${token}` };
  const [refused, missing] = [live.plainClient(foreign, headers), live.plainClient(900_001, headers)];
  const allowed = live.plainClient(own, headers);

  expect(await refused.closed).toBe(4404);
  expect(await missing.closed).toBe(4404);
  expect([...refused.messages, ...missing.messages]).toEqual([]);
  await soon(() => expect(allowed.messages).toHaveLength(1));
});

test.each<[string, () => Promise<unknown>]>([
  ['disabled', () => updateUser(ctx, userId, { enabled: false })],
  ['removed', () => deleteUser(ctx, userId)],
])('a user who is %s loses both kinds of socket at once', async (_, act) => {
  const [client, plain] = [
    await live.ioClient({ auth: { token } }),
    live.plainClient(own, { authorization: `Token ${token}` }),
  ];
  await soon(() => expect(plain.messages).toHaveLength(1));

  await act();

  await soon(() => expect(client.socket.connected).toBe(false));
  expect(await plain.closed).toBe(4401);
});
