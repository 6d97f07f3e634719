import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { WebSocket, type ClientOptions } from 'ws';
import type { Database } from '#db/client.ts';
import { apiTokens, fabrics, runs, users } from '#db/schema/index.ts';
import { createAuth } from '#server/auth/auth.ts';
import { cookieSecretOf } from '#server/auth/cookie-secret.ts';
import { ensureAdministrator } from '#server/auth/ensure-administrator.ts';
import { hashToken, makeTokenSecret } from '#server/auth/token-secret.ts';
import { NO_COUNTS, QUEUED_PROGRESS } from '#server/domain/run.ts';
import { liveMessages, type LiveMessage } from '#server/domain/wire/live.ts';
import { attachLive } from '#server/live/attach.ts';
import type { LiveParts } from '#server/live/live-dependencies.ts';
import { createLog } from '#server/log.ts';

export const PUBLIC_URL = 'https://sync.example';
const PASSWORD = 'correct horse battery';

/** Messages as they came, and by type. */
export interface Client {
  readonly messages: LiveMessage[];
  ofType<T extends LiveMessage['type']>(type: T): Extract<LiveMessage, { type: T }>['payload'][];
}

function collector(messages: LiveMessage[]): Client {
  return {
    messages,
    ofType: (type) => messages.filter((each) => each.type === type).map((each) => each.payload as never),
  };
}

/** For the tests of this folder: a listening server with sockets, an administrator's token and cookie, and clients of both kinds. */
export async function startLiveServer(db: Database, databaseUrl: string, timing: LiveParts['timing'] = {}) {
  const keys = [randomBytes(32)];
  const server = createServer((_, response) => response.writeHead(404).end('page'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const live = attachLive(server, {
    config: { development: false, web: { publicUrl: PUBLIC_URL } },
    db,
    databaseUrl,
    log: createLog('silent'),
    keys,
    timing,
  });
  await ensureAdministrator(db, { password: PASSWORD, token: null });
  const token = await addToken(db);
  const cookie = await signIn(db, keys);
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const open: (Socket | WebSocket)[] = [];

  return {
    base,
    token,
    cookie,
    keys,

    async ioClient(
      options: Partial<ManagerOptions & SocketOptions> = { auth: { token } },
    ): Promise<Client & { socket: Socket }> {
      const socket = io(base, {
        transports: ['websocket'],
        forceNew: true,
        reconnectionDelay: 50,
        ...options,
      });
      open.push(socket);
      const messages: LiveMessage[] = [];
      for (const type of Object.keys(liveMessages)) {
        socket.on(type, (payload: unknown) => void messages.push({ type, payload } as LiveMessage));
      }
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return { socket, ...collector(messages) };
    },

    plainClient(
      fabricId: number,
      headers: Record<string, string> = { authorization: `Token ${token}` },
      options: ClientOptions = {},
    ) {
      const ws = new WebSocket(`ws://127.0.0.1:${port}/ws/hedgehog/fabric/${fabricId}/sync/`, {
        headers,
        ...options,
      });
      open.push(ws);
      const messages: LiveMessage[] = [];
      ws.on(
        'message',
        (data: Buffer) => void messages.push(JSON.parse(data.toString('utf8')) as LiveMessage),
      );
      const closed = new Promise<number>((resolve, reject) => {
        ws.on('close', resolve);
        ws.on('error', reject);
      });
      closed.catch(() => {});
      return { ws, closed, ...collector(messages) };
    },

    /** Status line of an upgrade that is not accepted. */
    async upgradeAnswer(path: string, headers: Record<string, string> = {}): Promise<string> {
      const socket = connect(port, '127.0.0.1');
      const lines = Object.entries({
        Host: `127.0.0.1:${port}`,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      return answer.split('\r\n')[0] ?? '';
    },

    closeClients(): void {
      for (const each of open.splice(0)) each.close();
    },

    async close(): Promise<void> {
      await live.close();
      await closeServer(server);
    },
  };
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()));

export async function signIn(db: Database, keys: readonly Buffer[]): Promise<string> {
  const auth = createAuth({ db, secret: cookieSecretOf(keys), publicUrl: PUBLIC_URL });
  const { headers } = await auth.api.signInUsername({
    body: { username: 'admin', password: PASSWORD },
    headers: new Headers(),
    returnHeaders: true,
  });
  return headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

/** @param username default: the administrator */
export async function addToken(db: Database, username = 'admin'): Promise<string> {
  const secret = makeTokenSecret();
  const [user] = await db.select().from(users).where(eq(users.username, username));
  if (user === undefined) throw new Error(`there is no user ${username} yet`);
  await db
    .insert(apiTokens)
    .values({ userId: user.id, name: 'ci', tokenHash: hashToken(secret), prefix: 'fs_' });
  return secret;
}

export async function addFabric(
  db: Database,
  values: Partial<typeof fabrics.$inferInsert> = {},
): Promise<number> {
  const [row] = await db
    .insert(fabrics)
    .values({
      name: `fabric-${randomBytes(4).toString('hex')}`,
      kubernetesServer: 'https://cluster.example',
      ...values,
    })
    .returning();
  if (row === undefined) throw new Error('insert returned no fabric');
  return row.id;
}

export async function addRun(
  db: Database,
  fabricId: number,
  values: Partial<typeof runs.$inferInsert> = {},
): Promise<number> {
  const [row] = await db
    .insert(runs)
    .values({
      taskId: `sync_fabric_${fabricId}_20260701_${randomBytes(3).toString('hex')}`,
      fabricId,
      triggerType: 'manual',
      actor: 'admin',
      progress: QUEUED_PROGRESS,
      counts: NO_COUNTS,
      ...values,
    })
    .returning();
  if (row === undefined) throw new Error('insert returned no run');
  return row.id;
}
