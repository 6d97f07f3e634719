import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';

const { db } = await testDatabase();
const { as, call } = await startApi(db);

const kubeconfig = (user: object) =>
  stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443' } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'ctx', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'ctx',
  });

test('a kubeconfig becomes the fields of a fabric; nothing is kept', async () => {
  const { status, body, headers } = await call('POST', '/fabrics/import-kubeconfig', {
    kubeconfig: kubeconfig({ token: 'abc' }),
  });

  expect(status).toBe(200);
  expect(body).toMatchObject({ kubernetes_server: 'https://10.0.0.1:6443', kubernetes_token: 'abc' });
  expect(headers.get('cache-control')).toBe('no-store');
  expect((await call('GET', '/fabrics')).body.count).toBe(0);
  expect(JSON.stringify((await call('GET', '/audit-events')).body)).not.toContain('10.0.0.1');
});

test('one that would run a program is refused beside its field', async () => {
  const { status, body } = await call('POST', '/fabrics/import-kubeconfig', {
    kubeconfig: kubeconfig({ exec: { command: 'canary' } }),
  });

  expect(status).toBe(422);
  expect(body.fields).toEqual([
    { field: 'kubeconfig', message: expect.stringContaining('runs a program') as string },
  ]);
  expect(JSON.stringify(body)).not.toContain('canary');
});

test('only those who may change fabrics read one', async () => {
  expect(
    (await as('viewer')('POST', '/fabrics/import-kubeconfig', { kubeconfig: kubeconfig({ token: 'a' }) }))
      .status,
  ).toBe(403);
});

test.each([
  [{ kubernetes_proxy_url: 'http://denied.example:3128' }, 'kubernetes_proxy_url'],
  [{ kubernetes_proxy_url: 'http://user:secret@proxy.example' }, 'kubernetes_proxy_url'],
  [{ kubernetes_proxy_url: 'socks5://proxy.example' }, 'kubernetes_proxy_url'],
  [{ kubernetes_server: 'https://denied.example' }, 'kubernetes_server'],
  [{ kubernetes_client_key: '-----BEGIN ENCRYPTED PRIVATE KEY-----' }, 'kubernetes_client_key'],
  [{ kubernetes_client_cert: 'nonsense' }, 'kubernetes_client_cert'],
])('%j is refused beside its field', async (settings, field) => {
  const { status, body } = await call('POST', '/fabrics', { name: `f-${field}`, ...settings });

  expect(status).toBe(422);
  expect(body.fields.map((one: { field: string }) => one.field)).toEqual([field]);
});
