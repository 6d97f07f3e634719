import { describe, expect, it } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { createAdaptiveLimit } from './adaptive-limit.ts';
import {
  BODY,
  LIMIT_MS,
  LIVE,
  VPC,
  connect,
  errorOf,
  json,
  open,
  serve,
  serveTcp,
  version,
} from './testing/faulty-server.ts';
import { NotSent } from './send.ts';
import type { ConnectOptions } from './target.ts';

describe('connections that fail', () => {
  it('refused', async () => {
    const { port } = await serve((_request, response) => version(response));
    await open.pop()?.();

    const error = await errorOf(connect(`http://127.0.0.1:${port}`).version());

    expect(error.code).toBe('K8S_CONNECTION_REFUSED');
    expect(JSON.stringify([error.message, error.details])).not.toContain('127.0.0.1');
  });

  it('accepted, never answered', async () => {
    const { url, seen } = await serveTcp(() => undefined);
    const started = performance.now();

    const error = await errorOf(connect(url).version());

    expect(error.code).toBe('K8S_NETWORK_TIMEOUT');
    expect(performance.now() - started).toBeLessThan(LIMIT_MS + 3_000);
    expect(seen.connections).toBe(1);
  });

  it('accepted, never answered: a write is tried once more, since nobody knows what became of it', async () => {
    const { url, seen } = await serveTcp(() => undefined);

    const error = await errorOf(connect(url).apply(VPC, BODY, { force: true }));

    expect(error.code).toBe('K8S_NETWORK_TIMEOUT');
    expect(seen.connections).toBe(2);
  });

  it('never accepted as TLS', async () => {
    const { port, seen } = await serveTcp(() => undefined);

    const error = await errorOf(connect(`https://127.0.0.1:${port}`).apply(VPC, BODY, { force: true }));

    expect(error.code).toBe('K8S_NETWORK_TIMEOUT');
    // Nothing was sent: there is no answer to have been lost.
    expect(seen.connections).toBe(1);
  });

  it('reset before the answer, each time', async () => {
    const { url, seen } = await serve((request) => request.socket.resetAndDestroy());

    const error = await errorOf(connect(url).version());

    expect(error.code).toBe('K8S_CONNECTION_REFUSED');
    expect(seen.requests).toBe(2);
  });

  it('reset once: an idempotent request is repeated', async () => {
    const { url, seen } = await serve((request, response, count) => {
      if (count === 1) request.socket.resetAndDestroy();
      else json(response, 200, LIVE);
    });

    const written = await connect(url).apply(VPC, BODY, { force: true });

    expect(written).toMatchObject({ repeated: true, created: false, live: { uid: 'u' } });
    expect(seen.requests).toBe(2);
  });

  it('reset once: what is not idempotent is not repeated', async () => {
    const { url, seen } = await serve((request) => request.socket.resetAndDestroy());
    const client = connect(url);

    expect((await errorOf(client.create(VPC, BODY))).code).toBe('K8S_CONNECTION_REFUSED');
    expect((await errorOf(client.restore(VPC, BODY.metadata, { spec: {} }, '1'))).code).toBe(
      'K8S_CONNECTION_REFUSED',
    );
    expect(seen.requests).toBe(2);
  });

  it('reset in the middle of the body', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"major":', () => setImmediate(() => request.socket.resetAndDestroy()));
    });

    expect((await errorOf(connect(url).version())).code).toBe('K8S_CONNECTION_REFUSED');
  });

  it('a name that does not exist', async () => {
    const { code } = await errorOf(
      connect('https://k8s.fabric-sync.invalid:6443', { requestTimeoutMs: 5_000 }).version(),
    );

    expect(code).toBe('K8S_DNS_FAILED');
  });

  it('an address that may not be contacted, as written', () => {
    expect(() => connect('https://169.254.169.254')).toThrow(
      expect.objectContaining({ code: 'ADDRESS_REFUSED' }),
    );
  });

  it('an address that may not be contacted, behind a name', async () => {
    const rebound = createOutbound({ deny: [], allow: [] }, async () => [
      { address: '169.254.169.254', family: 4 },
    ]);

    const { code } = await errorOf(connect('https://kubernetes.example', { outbound: rebound }).version());

    expect(code).toBe('ADDRESS_REFUSED');
  });

  it('dials the address that was checked', async () => {
    const { port } = await serve((_request, response) => version(response));
    const resolved: string[] = [];
    const pinned: ConnectOptions['outbound'] = {
      checkUrl: () => undefined,
      async resolve(hostname) {
        resolved.push(hostname);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    };

    await connect(`http://kubernetes.fabric-sync.invalid:${port}`, { outbound: pinned }).version();

    expect(resolved).toEqual(['kubernetes.fabric-sync.invalid']);
  });
});

describe('the token', () => {
  it('is sent without the line break that it was pasted with', async () => {
    const sent: unknown[] = [];
    const { url } = await serve((request, response) => {
      sent.push(request.headers.authorization);
      version(response);
    });

    await connect(url, { token: ' abc.def\r\n' }).version();
    await connect(url, { token: ' ' }).version();

    expect(sent).toEqual(['Bearer abc.def', undefined]);
  });

  it.each(['two words', 'line\nbreak', 'ключ'])('is refused when no header can hold it: %j', (token) => {
    expect(() => connect('https://127.0.0.1:1', { token })).toThrow(
      expect.objectContaining({ code: 'K8S_AUTH_INVALID_TOKEN' }),
    );
  });
});

it('finds a server behind a path', async () => {
  const paths: (string | undefined)[] = [];
  const { url } = await serve((request, response) => {
    paths.push(request.url);
    version(response);
  });

  await connect(`${url}/k8s/clusters/c-1/`).version();

  expect(paths).toEqual(['/k8s/clusters/c-1/version']);
});

it('shares one limit among the clients of a server', () => {
  const [one, other, elsewhere] = [1, 1, 2].map((port) => connect(`https://127.0.0.1:${port}`));

  expect(one?.limit).toBe(other?.limit);
  expect(one?.limit).not.toBe(elsewhere?.limit);
});

describe('being stopped', () => {
  it('ends what is under way, and what waits, with the reason', async () => {
    const stop = new AbortController();
    const reason = new AppError('SYNC_TIMEOUT', { seconds: 600 });
    const { url } = await serve(() => setImmediate(() => stop.abort(reason)));
    const client = connect(url, {
      signal: stop.signal,
      limit: createAdaptiveLimit({ start: 2, max: 2 }),
      requestTimeoutMs: 10_000,
    });

    const errors = await Promise.all(Array.from({ length: 30 }, () => errorOf(client.version())));

    expect(errors.every((error) => error === reason)).toBe(true);
    expect(await errorOf(client.version())).toBe(reason);
  });

  it('lets a write that is under way answer, and sends no other', async () => {
    const stop = new AbortController();
    const reason = new AppError('SYNC_CANCELLED', { who: 'admin' });
    const { url, seen } = await serve((_request, response) => {
      stop.abort(reason);
      setImmediate(() => json(response, 200, LIVE));
    });
    const client = connect(url, {
      signal: stop.signal,
      limit: createAdaptiveLimit({ start: 1, max: 1 }),
      requestTimeoutMs: 10_000,
    });

    const [first, second] = await Promise.allSettled([
      client.apply(VPC, BODY, { force: true }),
      client.apply(VPC, BODY, { force: true }),
    ]);

    expect(first).toMatchObject({ status: 'fulfilled', value: { live: { uid: 'u' } } });
    expect(second).toEqual({ status: 'rejected', reason });
    expect(seen.requests).toBe(1);
  });

  it('gives a write that does not answer up soon, and says that nobody knows what became of it', async () => {
    const stop = new AbortController();
    const { url, seen } = await serve(() => stop.abort(new AppError('SYNC_CANCELLED', { who: 'admin' })));
    const client = connect(url, { signal: stop.signal, requestTimeoutMs: 10_000 });
    const started = performance.now();

    const error = await errorOf(client.apply(VPC, BODY, { force: true }));

    expect(error.code).toBe('K8S_NETWORK_TIMEOUT');
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(seen.requests).toBe(1);
  });

  it('by the end of its client, says the same of a write that is under way, and of one that waits that it was not sent', async () => {
    const { url, seen } = await serve(() => client.close());
    const client = connect(url, {
      limit: createAdaptiveLimit({ start: 1, max: 1 }),
      requestTimeoutMs: 10_000,
    });
    const apply = () => client.apply(VPC, BODY, { force: true });

    const [first, second] = await Promise.allSettled([apply(), apply()]);

    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'K8S_NETWORK_TIMEOUT' } });
    expect(second).toMatchObject({ status: 'rejected', reason: expect.any(NotSent) });
    expect(seen.requests).toBe(1);
  });

  it('sends nothing that still waits for its turn once the gate is shut, until it is open again', async () => {
    const answers: (() => void)[] = [];
    const { url, seen } = await serve((_request, response) => answers.push(() => json(response, 200, LIVE)));
    const client = connect(url, {
      limit: createAdaptiveLimit({ start: 1, max: 1 }),
      requestTimeoutMs: 10_000,
    });
    const apply = () => client.apply(VPC, BODY, { force: true });
    const first = apply();
    const second = apply();
    await expect.poll(() => answers.length).toBe(1);

    client.gate.shut();
    answers.shift()?.();

    await expect(first).resolves.toMatchObject({ live: { uid: 'u' } });
    await expect(second).rejects.toBeInstanceOf(NotSent);
    client.gate.open();
    const third = apply();
    await expect.poll(() => answers.length).toBe(1);
    answers.shift()?.();
    await expect(third).resolves.toMatchObject({ live: { uid: 'u' } });
    expect(seen.requests).toBe(2);
  });

  it('tells a write whose answer was lost as such, though its second sending came too late', async () => {
    const { url } = await serve((request) => {
      client.gate.shut();
      request.socket.resetAndDestroy();
    });
    const client = connect(url);

    expect((await errorOf(client.apply(VPC, BODY, { force: true }))).code).toBe('K8S_CONNECTION_REFUSED');
  });

  it('asks before each request, repeated ones too, and sends nothing when told to stop', async () => {
    let asked = 0;
    const lost = new AppError('SYNC_WORKER_LOST');
    const { url, seen } = await serve((request) => request.socket.resetAndDestroy());
    const beforeRequest = (): void => {
      asked += 1;
      if (asked > 2) throw lost;
    };

    expect(await errorOf(connect(url, { beforeRequest }).version())).toBe(lost);
    expect({ asked, requests: seen.requests }).toEqual({ asked: 3, requests: 1 });
  });

  it('asks again once there is a connection to send on: a process may have been frozen while it waited for one', async () => {
    let asked = 0;
    const lost = new AppError('SYNC_WORKER_LOST');
    const { url, seen } = await serve((_request, response) => response.end('{}'));
    const beforeRequest = (): void => {
      asked += 1;
      if (asked === 2) throw lost;
    };

    expect(await errorOf(connect(url, { beforeRequest }).version())).toBe(lost);
    expect({ asked, requests: seen.requests }).toEqual({ asked: 2, requests: 0 });
  });
});
