import { beforeEach, expect, test } from 'vitest';
import { rateLimits } from '#db/schema/index.ts';
import { errorBody } from '#server/domain/wire/list.ts';
import { PASSWORD, startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const api = await startApi(db);
const FABRICS = '/api/hedgehog/fabrics';
const SESSION = '/api/hedgehog/session';

const json = { 'content-type': 'application/json' };
const token = { authorization: `Token ${api.tokens.operator}` };

async function signIn(password = PASSWORD, headers: Record<string, string> = {}) {
  return await api.raw(SESSION, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ username: 'admin', password }),
  });
}
const cookieOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');

beforeEach(async () => {
  await db.delete(rateLimits);
});

test.each([
  ['GET', FABRICS],
  ['POST', FABRICS],
  ['GET', `${FABRICS}/1/sync/status`],
  ['GET', '/api/hedgehog/openapi.json'],
  ['GET', SESSION],
  ['GET', '/api/hedgehog/nowhere'],
  ['GET', '/api/auth/get-session'],
])('%s %s without credentials is 401 in JSON', async (method, path) => {
  const answer = await api.raw(path, { method });

  expect(answer.status).toBe(401);
  expect(errorBody.parse(answer.body)).toMatchObject({ code: 'NOT_AUTHENTICATED' });
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
});

test.each([
  ['viewer', 'GET', '/fabrics', 200],
  ['viewer', 'POST', '/fabrics', 403],
  ['viewer', 'POST', '/fabrics/1/sync/trigger', 403],
  ['viewer', 'POST', '/fabrics/1/sync/cancel', 403],
  ['viewer', 'DELETE', '/fabrics/1', 403],
  ['viewer', 'POST', '/repositories', 403],
  ['viewer', 'POST', '/repositories/test-connection', 403],
  ['operator', 'POST', '/fabrics/999/sync/trigger', 404],
  ['administrator', 'DELETE', '/repositories/999', 404],
] as const)('%s: %s %s is %i', async (role, method, path, status) => {
  expect((await api.as(role)(method, path)).status).toBe(status);
});

test.each([
  ['an unknown address', 'GET', '/nowhere', 404],
  ['an id that is none', 'GET', '/fabrics/abc', 404],
  ['an id beyond the column', 'GET', '/fabrics/99999999999', 404],
  ['id 0', 'GET', '/fabrics/0', 404],
])('%s is 404 in JSON', async (_, method, path, status) => {
  const answer = await api.call(method, path);

  expect(answer.status).toBe(status);
  expect(errorBody.parse(answer.body).code).toBe('NOT_FOUND');
});

test.each([
  ['PUT', '/fabrics', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST'],
  ['DELETE', '/fabrics/1/sync/status', 'GET, HEAD, OPTIONS'],
  ['GET', '/fabrics/1/sync/trigger/', 'OPTIONS, POST'],
  ['PURGE', '/session', 'DELETE, GET, HEAD, OPTIONS, POST'],
  ['POST', '/health/sync', 'GET, HEAD, OPTIONS'],
])('%s %s is 405 and says what there is', async (method, path, allow) => {
  const answer = await api.call(method, path);

  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe(allow);
  expect(errorBody.parse(answer.body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
});

test('OPTIONS says what a path takes, HEAD what GET would say', async () => {
  const options = await api.call('OPTIONS', '/fabrics/1');
  const head = await api.call('HEAD', '/fabrics');

  expect(options.status).toBe(204);
  expect(options.headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, PATCH');
  expect([head.status, head.body]).toEqual([200, '']);
  expect((await api.call('OPTIONS', '/nowhere')).status).toBe(404);
  expect((await api.raw('/api/hedgehog/fabrics', { method: 'OPTIONS' })).status).toBe(401);
});

test('paths work with and without the closing slash', async () => {
  const [without, withSlash] = [await api.call('GET', '/fabrics'), await api.call('GET', '/fabrics/')];

  expect(withSlash.status).toBe(200);
  expect(withSlash.body.count).toBe(without.body.count);
});

test.each([
  ['no JSON', { ...json }, '{"name": ', 400, 'REQUEST_MALFORMED'],
  ['bytes that are no UTF-8', { ...json }, new Uint8Array([0x7b, 0xff, 0x7d]), 400, 'REQUEST_MALFORMED'],
  ['nothing', { ...json }, '', 400, 'REQUEST_MALFORMED'],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=x', 415, 'REQUEST_WRONG_TYPE'],
  ['text', { 'content-type': 'text/plain' }, '{"name":"x"}', 415, 'REQUEST_WRONG_TYPE'],
  ['more than 1 MB', { ...json }, `"${'x'.repeat(1_048_577)}"`, 413, 'REQUEST_TOO_LARGE'],
  ['a list', { ...json }, '[]', 422, 'REQUEST_INVALID'],
])('a body of %s is %#', async (_, headers, body, status, code) => {
  const answer = await api.raw(FABRICS, { method: 'POST', headers: { ...token, ...headers }, body });

  expect(answer.status).toBe(status);
  expect(errorBody.parse(answer.body).code).toBe(code);
});

test('a body that says it is small and is not is still refused', async () => {
  const chunk = new Uint8Array(64 * 1024).fill(0x20);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += chunk.byteLength;
      if (sent > 64 * 1024 * 1024) controller.close();
      else controller.enqueue(chunk);
    },
  });

  const answer = await api.raw(FABRICS, {
    method: 'POST',
    headers: { ...token, ...json },
    body,
    duplex: 'half',
  } as RequestInit);

  expect(answer.status).toBe(413);
  expect(sent).toBeLessThan(2 * 1024 * 1024);
});

test('each wrong field is named', async () => {
  const answer = await api.call('POST', '/fabrics', {
    sync_interval: 30,
    kubernetes_server: 'ftp://x',
    prune: 'yes',
    colour: 'red',
  });

  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ code: 'REQUEST_INVALID' });
  const fields = Object.fromEntries(
    answer.body.fields.map((each: { field: string; message: string }) => [each.field, each.message]),
  );
  expect(Object.keys(fields).toSorted()).toEqual([
    'colour',
    'kubernetes_server',
    'name',
    'prune',
    'sync_interval',
  ]);
  expect(fields).toMatchObject({ name: 'This field is required', colour: 'There is no such field' });
});

test.each(['limit=0', 'limit=1001', 'limit=x', 'offset=-1', 'state=fine', 'q=%00'])(
  'the query %s is 422 and names the field',
  async (query) => {
    const answer = await api.call('GET', `/fabrics?${query}`);

    expect(answer.status).toBe(422);
    expect(answer.body.fields[0].field).toBe(query.split('=')[0]);
  },
);

test('a filter without a value is no filter', async () => {
  expect((await api.call('GET', '/fabrics?state=&q=&name=&limit=')).status).toBe(200);
});

test('every answer forbids to be kept, sniffed, framed or run', async () => {
  for (const answer of [
    await api.call('GET', '/fabrics'),
    await api.raw('/health/sync/'),
    await api.raw('/api/x'),
  ]) {
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  }
});

test('signing in gives a cookie that scripts cannot read and other sites do not send', async () => {
  const answer = await signIn();

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    username: 'admin',
    role: 'administrator',
    all_fabrics: true,
    grants: [],
    rights: ['view', 'operate', 'administer'],
  });
  const [setCookie] = answer.headers.getSetCookie();
  expect(setCookie).toMatch(/HttpOnly/i);
  expect(setCookie).toMatch(/SameSite=Lax/i);
  expect(setCookie).not.toMatch(/Secure/i);
  const who = await api.raw(SESSION, { headers: { cookie: cookieOf(answer.headers) } });
  expect(who.body).toEqual(answer.body);
});

test('behind https the cookie travels over TLS only', async () => {
  const secure = await startApi(db, { publicUrl: 'https://sync.example' });

  const answer = await secure.raw(SESSION, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });

  expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-.*; Secure/i);
  expect(answer.headers.get('strict-transport-security')).toContain('max-age');
  expect((await secure.raw(SESSION, { headers: { cookie: cookieOf(answer.headers) } })).status).toBe(200);
});

test('signing out ends the session, not only the cookie', async () => {
  const cookie = cookieOf((await signIn()).headers);

  const answer = await api.raw(SESSION, { method: 'DELETE', headers: { cookie } });

  expect(answer.status).toBe(204);
  expect(answer.headers.getSetCookie().join()).toMatch(/Max-Age=0/i);
  expect((await api.raw(SESSION, { headers: { cookie } })).status).toBe(401);
});

test('a wrong password and an unknown name get the same answer', async () => {
  const wrong = await signIn('not the password');
  const unknown = await api.raw(SESSION, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ username: 'nobody-here', password: PASSWORD }),
  });

  expect(wrong.status).toBe(401);
  expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
});

test('guessing is stopped by 429 that says how long to wait', async () => {
  const answers = [];
  for (let count = 0; count < 12; count += 1) answers.push(await signIn(`guess ${count}`));

  const last = answers.at(-1)!;
  expect(last.status).toBe(429);
  expect(last.body.code).toBe('RATE_LIMITED');
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await signIn()).status).toBe(429);
});

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['another site, older browser', { origin: 'https://evil.example', host: 'localhost:3000' }, 403],
  ['a page of ours', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000' }, 422],
  ['no browser', {}, 422],
])('a write by cookie from %s is %#', async (_, headers: Record<string, string>, status) => {
  const cookie = cookieOf((await signIn()).headers);

  const answer = await api.raw(FABRICS, {
    method: 'POST',
    headers: { ...json, ...headers, cookie },
    body: '{}',
  });

  expect(answer.status).toBe(status);
});

test('another site can neither sign somebody in nor use a token for its own good', async () => {
  const crossSite = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };

  expect((await signIn(PASSWORD, crossSite)).status).toBe(403);
  // Who holds the token needs no cookie: nothing rides on the browser's own.
  const byToken = await api.raw(FABRICS, {
    method: 'POST',
    headers: { ...json, ...crossSite, ...token },
    body: '{}',
  });
  expect(byToken.status).toBe(422);
});

test('the OpenAPI document names every address with its schemas', async () => {
  const { status, body } = await api.call('GET', '/openapi.json');

  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      FABRICS,
      `${FABRICS}/{id}/sync/trigger`,
      '/health/sync',
      '/api/hedgehog/repositories/{id}',
    ]),
  );
  const status200 = body.paths[`${FABRICS}/{id}/sync/status`].get.responses['200'];
  expect(Object.keys(status200.content['application/json'].schema.properties)).toContain(
    'calculated_sync_status',
  );
  expect(body.paths[FABRICS].post.requestBody.content['application/json'].schema.anyOf[0].required).toEqual([
    'name',
  ]);
});

test('every address of the document wants a sign-in, and every write the right to it', async () => {
  const { paths } = (await api.call('GET', '/openapi.json')).body;
  const open = new Set(['get /health/sync', 'post /api/hedgehog/session']);
  const own = new Set([
    'delete /api/hedgehog/session',
    'post /api/hedgehog/session/password',
    'post /api/hedgehog/tokens',
    'delete /api/hedgehog/tokens/{id}',
    // Knows the Git host by its signature.
    'post /api/hedgehog/repositories/{id}/push',
    // Only reads, from what the fabric names.
    'post /api/hedgehog/fabrics/{id}/plan',
  ]);
  const found = { nobody: [] as string[], viewer: [] as string[] };

  for (const [path, methods] of Object.entries<object>(paths)) {
    for (const method of Object.keys(methods)) {
      const name = `${method} ${path}`;
      const at = path.replace('{id}', '1');
      const nobody = await api.raw(at, { method: method.toUpperCase(), headers: json });
      if (nobody.status !== 401) found.nobody.push(name);
      if (method === 'get' || own.has(name) || open.has(name)) continue;
      const headers = { ...json, authorization: `Token ${api.tokens.viewer}` };
      const viewer = await api.raw(at, { method: method.toUpperCase(), headers });
      if (viewer.status !== 403) found.viewer.push(name);
    }
  }

  expect(Object.keys(paths).length).toBeGreaterThan(15);
  expect(found).toEqual({ nobody: [...open].toReversed(), viewer: [] });
});
