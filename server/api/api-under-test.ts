import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#db/client.ts';
import { apiTokens, users } from '#db/schema/index.ts';
import { createApi } from '#server/api/app.ts';
import { documentCheck, type OpenApi } from '#server/api/document-under-test.ts';
import { ensureAdministrator } from '#server/auth/ensure-administrator.ts';
import { hashToken, makeTokenSecret } from '#server/auth/token-secret.ts';
import type { UserRole } from '#server/domain/permissions.ts';
import { createLog } from '#server/log.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { createSealer } from '#server/secrets/seal.ts';

export const PASSWORD = 'correct horse battery';
const PUBLIC_URL = 'http://localhost:3000';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What a test looks at, it also asserts.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** For tests: the API over a real database, called without a socket, with tokens of all roles. */
export async function startApi(
  db: Database,
  options: { readonly publicUrl?: string; readonly allowFileRepositories?: boolean } = {},
) {
  const keys = [randomBytes(32)];
  const sealer = createSealer(keys);
  const app = createApi({
    config: { web: { publicUrl: options.publicUrl ?? PUBLIC_URL } },
    keys,
    sealer,
    db,
    log: createLog('silent'),
    outbound: createOutbound({ deny: ['denied.example'], allow: [] }),
    allowFileRepositories: options.allowFileRepositories ?? true,
    dataDir: await mkdtemp(join(tmpdir(), 'fabric-sync-api-')),
  });
  await ensureAdministrator(db, { password: PASSWORD, token: null });
  const tokens = {
    administrator: await tokenOf(db, 'administrator'),
    operator: await tokenOf(db, 'operator'),
    viewer: await tokenOf(db, 'viewer'),
  };

  let check: ReturnType<typeof documentCheck> | undefined;
  const checkOf = async () => {
    const headers = { authorization: `Token ${tokens.viewer}` };
    const document = await app.request('/api/hedgehog/openapi.json', { headers });
    return (check = documentCheck((await document.json()) as OpenApi));
  };
  /** Any request; without `Authorization` unless given. Every answer is held against the OpenAPI document. */
  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await app.request(path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const { status, headers } = response;
    const body: unknown = isJson && text !== '' ? JSON.parse(text) : text;
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const isTrimmed = searchParams.has('fields') || searchParams.has('omit');
    const method = init.method ?? 'GET';
    const isWrong = check ?? (await checkOf());
    const wrong = isWrong({ method, path: pathname, status, body, isTrimmed });
    if (wrong !== null) throw new Error(wrong);
    return { status, headers, body };
  };
  /** As somebody with the role; a body is sent as JSON. Paths are relative to the prefix. */
  const as =
    (role: UserRole) =>
    (method: string, path: string, body?: unknown): Promise<Answer> =>
      raw(path.startsWith('/health') ? path : `/api/hedgehog${path}`, {
        method,
        headers: {
          authorization: `Token ${tokens[role]}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });

  return { app, sealer, tokens, raw, as, call: as('operator') };
}

async function tokenOf(db: Database, role: UserRole): Promise<string> {
  const id = randomUUID();
  const secret = makeTokenSecret();
  await db
    .insert(users)
    .values({ id, name: role, email: `${role}-${id}@fabric-sync.local`, username: `${role}-${id}`, role });
  await db
    .insert(apiTokens)
    .values({ userId: id, name: 'test', tokenHash: hashToken(secret), prefix: 'fs_' });
  return secret;
}
