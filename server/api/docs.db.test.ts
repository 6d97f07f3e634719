import { expect, test } from 'vitest';
import { startApi } from '#server/api/api-under-test.ts';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db } = await testDatabase();
const { app, call, raw, tokens } = await startApi(db);
const headers = { authorization: `Token ${tokens.viewer}` };
const get = (path: string) => app.request(path, { headers });

test('the page loads only what this server sends, under a policy without inline scripts', async () => {
  const page = await get('/api/hedgehog/docs/');
  const html = await page.text();
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, at]) => at ?? '');

  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(html).not.toMatch(/<script>|\son\w+=|https?:\/\//);
  expect(loaded).toHaveLength(4);
  for (const at of loaded) {
    const file = await get(at);
    expect([at, file.status]).toEqual([at, 200]);
    expect(file.headers.get('content-type')).toMatch(at.endsWith('.css') ? 'text/css' : 'text/javascript');
    expect((await file.text()).length).toBeGreaterThan(100);
  }
});

test('nobody who is not signed in reads it, and other files are not there', async () => {
  expect(await raw('/api/hedgehog/docs')).toMatchObject({ status: 401, body: { code: 'NOT_AUTHENTICATED' } });
  expect((await raw('/api/hedgehog/docs/page.html', { headers })).status).toBe(404);
  expect((await raw('/api/hedgehog/docs/..%2fdocs.ts', { headers })).status).toBe(404);
});

test('a person who is not signed in is led to the sign-in page and back; a file is never answered by a page', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const page = await app.request('/api/hedgehog/docs/', { headers: { accept } });

  expect(page.status).toBe(302);
  expect(page.headers.get('location')).toBe('/login?next=%2Fapi%2Fhedgehog%2Fdocs');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect((await raw('/api/hedgehog/docs', { headers: { accept: '*/*' } })).status).toBe(401);
  expect((await raw('/api/hedgehog/docs/start.js', { headers: { accept } })).status).toBe(401);
});

test('every route of the app is in the document, and the document has no other', async () => {
  const served = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/api/hedgehog/docs'))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const { paths } = (await call('GET', '/openapi.json')).body as { paths: Record<string, object> };
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );

  expect(documented.toSorted()).toEqual(served.toSorted());
});

test('each operation has a name of its own, and each reference leads somewhere', async () => {
  const document = (await call('GET', '/openapi.json')).body;
  const text = JSON.stringify(document);
  const operations = Object.values<Record<string, { operationId: string; summary: string }>>(
    document.paths,
  ).flatMap((methods) => Object.values(methods));
  const names = operations.map(({ operationId }) => operationId);

  expect(new Set(names).size).toBe(names.length);
  expect(operations.every(({ summary }) => summary.length > 5)).toBe(true);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(Object.keys(document.components.schemas)).toContain(name);
  }
  expect(text).not.toContain('#/$defs');
});
