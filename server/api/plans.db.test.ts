import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '#e2e/suites/test-database.ts';
import { startApi } from '#server/api/api-under-test.ts';

const { db } = await testDatabase();
const { app, as, call, tokens } = await startApi(db);
const url = await new Promise<string>((ready) => {
  const web = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    ready(`http://127.0.0.1:${port}`),
  );
  afterAll(() => web.close());
});

/** A cluster that takes connections and never says anything. */
const sockets = new Set<Socket>();
const silent = createServer((socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => {});
  socket.resume();
});
silent.listen(0, '127.0.0.1');
await once(silent, 'listening');
afterAll(() => silent.close());
afterEach(() => {
  for (const socket of sockets) socket.destroy();
});
const silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;

let made = 0;
async function fabric(server: string): Promise<number> {
  const { body } = await call('POST', '/fabrics', {
    name: `f${(made += 1)}`,
    kubernetes_server: server,
    kubernetes_token: 'canary-token',
    sync_interval: 0,
  });
  return body.id as number;
}

/** A request that its caller gives up. */
function ask(id: number, token = tokens.operator) {
  const controller = new AbortController();
  const answer = fetch(`${url}/api/hedgehog/fabrics/${id}/plan`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: controller.signal,
  }).then(
    ({ status }) => status,
    () => 'gone',
  );
  return { answer, giveUp: () => controller.abort() };
}

describe('a plan that cannot be made', () => {
  test('for a fabric without a server', async () => {
    expect(await as('viewer')('POST', `/fabrics/${await fabric('')}/plan`)).toMatchObject({
      status: 425,
      body: { code: 'SYNC_NOT_READY', required_config: ['kubernetes_server'] },
    });
  });

  test('for a fabric that is not there, or with a body that means nothing', async () => {
    const id = await fabric('https://127.0.0.1:1');

    expect(await call('POST', '/fabrics/999999/plan')).toMatchObject({ status: 404 });
    expect(await call('POST', `/fabrics/${id}/plan`, { selection: {} })).toMatchObject({ status: 422 });
    expect(await call('GET', `/fabrics/${id}/plans/nonsense`)).toMatchObject({ status: 404 });
  });

  test('because of the cluster: its code, what to do, and nothing on the fabric', async () => {
    const id = await fabric('https://127.0.0.1:1');

    const refused = await call('POST', `/fabrics/${id}/plan`);

    expect(refused).toMatchObject({
      status: 502,
      body: {
        code: 'K8S_CONNECTION_REFUSED',
        error: 'Connection refused - Kubernetes API server unavailable',
        advice: 'Check if Kubernetes API server is running',
      },
    });
    expect(JSON.stringify(refused.body)).not.toContain('canary');
    expect((await call('GET', `/fabrics/${id}`)).body).toMatchObject({
      calculated_sync_status: 'never_synced',
      error_message: null,
    });
  });
});

test('a plan ends with the request of whoever asked for it, and its place is free again', async () => {
  const id = await fabric(silentUrl);
  const first = ask(id);
  const second = ask(id);
  await expect.poll(() => sockets.size).toBeGreaterThanOrEqual(2);
  const third = await call('POST', `/fabrics/${id}/plan`);
  expect(third).toMatchObject({ status: 429, body: { code: 'PLANS_BUSY' } });
  expect(third.headers.get('retry-after')).toBe('5');

  first.giveUp();
  second.giveUp();

  expect(await Promise.all([first.answer, second.answer])).toEqual(['gone', 'gone']);
  // Long before the ten seconds after which a silent cluster is given up.
  await expect.poll(() => sockets.size, { timeout: 3_000 }).toBe(0);
  const reachable = await fabric('https://127.0.0.1:1');
  expect(await call('POST', `/fabrics/${reachable}/plan`)).toMatchObject({ status: 502 });
});
