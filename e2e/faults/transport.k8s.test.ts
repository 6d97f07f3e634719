import { afterEach, describe, expect, it } from 'vitest';
import { issueServerCertificate, createAuthority } from '#e2e/cluster/certificates.ts';
import { nextRunAt } from '#server/domain/wake.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { readFabric } from '#server/services/fabrics/read-fabric.ts';
import type { Overrides } from './engine.ts';
import { expectFailed } from './expect-failed.ts';
import type { FaultCode } from './contract.ts';
import { anything, type Fault } from './proxy/fault.ts';
import type { FaultProxy } from './proxy/fault-proxy.ts';
import { openWorld, real, vpcs, type Placed, type World } from './world.ts';

/** Long enough for a busy machine, short enough for a test. */
const LIMIT_MS = 1_000;
const DAY_MS = 86_400_000;
const BREAKER_MS = 300_000;

interface Case {
  readonly title: string;
  readonly code: FaultCode;
  readonly arrange: (proxy: FaultProxy) => unknown;
  readonly message?: RegExp;
  readonly overrides?: Overrides;
}

const always =
  (fault: Fault) =>
  (proxy: FaultProxy): unknown =>
    proxy.on(anything, fault);
const certificate =
  (hosts: string[], dates: { from?: Date; until?: Date } = {}) =>
  (proxy: FaultProxy): void =>
    proxy.present(issueServerCertificate(proxy.ca, { hosts, ...dates }));
const status = (code: number, message: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  code,
});
const short = { requestTimeoutMs: LIMIT_MS };

/** Each cause at the door of the cluster. */
const CASES: readonly Case[] = [
  { title: 'nobody listens', code: 'K8S_CONNECTION_REFUSED', arrange: (proxy) => proxy.setDoor('refused') },
  {
    title: 'every connection is reset',
    code: 'K8S_CONNECTION_REFUSED',
    arrange: (proxy) => proxy.setDoor('reset'),
  },
  { title: 'every request is reset', code: 'K8S_CONNECTION_REFUSED', arrange: always({ do: 'reset' }) },
  {
    title: 'a black hole that takes connections and says nothing',
    code: 'K8S_NETWORK_TIMEOUT',
    arrange: (proxy) => proxy.setDoor('black hole'),
    overrides: short,
  },
  {
    title: 'requests that are never answered',
    code: 'K8S_NETWORK_TIMEOUT',
    arrange: always({ do: 'hang' }),
    overrides: short,
  },
  {
    title: 'answers of one byte at a time',
    code: 'K8S_NETWORK_TIMEOUT',
    arrange: always({ do: 'drip', everyMs: 100 }),
    overrides: short,
  },
  {
    title: 'a certificate of another authority',
    code: 'K8S_TLS_FAILED',
    arrange: (proxy) =>
      proxy.present(issueServerCertificate(createAuthority('somebody else'), { hosts: ['127.0.0.1'] })),
    message: /not trusted|unknown authority/,
  },
  {
    title: 'an expired certificate',
    code: 'K8S_TLS_FAILED',
    arrange: certificate(['127.0.0.1'], {
      from: new Date(Date.now() - 2 * DAY_MS),
      until: new Date(Date.now() - DAY_MS),
    }),
    message: /has expired/,
  },
  {
    title: 'a certificate for another name',
    code: 'K8S_TLS_FAILED',
    arrange: certificate(['other.example']),
    message: /another name or address/,
  },
  {
    title: '500 without end',
    code: 'K8S_API_SERVER_ERROR',
    arrange: always({ do: 'answer', status: 500, body: status(500, 'etcdserver: leader changed') }),
    message: /: 500 etcdserver: leader changed$/,
  },
  {
    title: '503 of a load balancer, in HTML',
    code: 'K8S_API_SERVER_ERROR',
    arrange: always({
      do: 'answer',
      status: 503,
      body: '<html><body>No server is available</body></html>',
      headers: { 'content-type': 'text/html' },
    }),
    message: /: 503 the answer is a web page/,
  },
  {
    title: '429 with Retry-After, without end',
    code: 'K8S_RATE_LIMITED',
    arrange: always({
      do: 'answer',
      status: 429,
      body: status(429, 'Too many requests'),
      headers: { 'retry-after': '0' },
    }),
  },
  {
    title: 'truncated JSON',
    code: 'K8S_API_SERVER_ERROR',
    arrange: always({ do: 'truncate' }),
    message: /: 200 the answer is not valid JSON$/,
  },
  {
    title: 'answers that break off',
    code: 'K8S_API_SERVER_ERROR',
    arrange: always({ do: 'close' }),
    message: /: 200 the answer broke off$/,
  },
  {
    title: 'a sign-in page instead of an API',
    code: 'K8S_API_SERVER_ERROR',
    arrange: always({
      do: 'answer',
      status: 200,
      body: '<!doctype html><html><body>Sign in</body></html>',
      headers: { 'content-type': 'text/html' },
    }),
    message: /: 200 the answer is not JSON: the answer is a web page/,
  },
  {
    title: 'a server older than 1.29',
    code: 'K8S_API_VERSION_MISMATCH',
    arrange: (proxy) =>
      proxy.on(({ path }) => path === '/version', {
        do: 'answer',
        status: 200,
        body: { major: '1', minor: '28', gitVersion: 'v1.28.15' },
      }),
  },
];

describe.skipIf(real === null)('faults at the door of a real API server', async () => {
  if (real === null) return;
  const world: World = await openWorld(real);
  const { proxy } = world;
  const placed: Placed = await world.place(vpcs(2));
  afterEach(() => proxy.heal());

  it.each(CASES)('$title → $code, and heals', async ({ code, arrange, message, overrides = {} }) => {
    await arrange(proxy);

    const run = await world.sync(placed.id, overrides);

    await expectFailed(world, placed, run, code, message === undefined ? {} : { message });
    expect(run.counts).toMatchObject({ writes: 0 });
    expect(run.results).toEqual([]);
    expect(proxy.writes()).toEqual([]);
    await world.expectNeighbourUnaffected();
    await world.expectRecovery(placed);
  });

  it('five times in a row: the series is used up, the breaker opens, and one good run closes it', async () => {
    const again = await world.place(vpcs(1));
    await proxy.setDoor('refused');
    const attempts = [];
    for (let n = 0; n < 5; n += 1) {
      await world.sync(again.id);
      const { retryAttempt, retryAt, breakerFailures, breakerOpenUntil } = await world.fabricRow(again.id);
      attempts.push([retryAttempt, retryAt !== null, breakerFailures, breakerOpenUntil !== null]);
    }

    expect(attempts).toEqual([
      [1, true, 1, false],
      [2, true, 2, false],
      [3, true, 3, false],
      [3, false, 4, false],
      [3, false, 5, true],
    ]);
    const row = await world.fabricRow(again.id);
    const { breakerOpenUntil, lastAttemptAt } = row;
    expect((breakerOpenUntil?.getTime() ?? 0) - (lastAttemptAt?.getTime() ?? 0)).toBe(BREAKER_MS);
    expect(nextRunAt(row, new Date())).toEqual(breakerOpenUntil);
    expect((await readFabric(world.ctx, again.id)).why).toMatch(
      /^automatic runs paused after 5 failures in a row, one trial at /,
    );
    // A person's run is the trial.
    await world.expectRecovery(again);
  });

  it('a name that does not resolve → K8S_DNS_FAILED, and heals once it does', async () => {
    const named = await world.place(vpcs(1), {
      kubernetes_server: `https://api.fabric-sync.invalid:${proxy.port}`,
    });

    const run = await world.sync(named.id);

    await expectFailed(world, named, run, 'K8S_DNS_FAILED');
    const resolving = createOutbound({ deny: [], allow: [] }, async () => [
      { address: '127.0.0.1', family: 4 },
    ]);
    expect(await world.sync(named.id, { outbound: resolving })).toMatchObject({ status: 'completed' });
    expect(await world.fabricRow(named.id)).toMatchObject({ connectionError: null, errorCode: null });
  });
});
