import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import forge from 'node-forge';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority, issueServerCertificate } from '#e2e/cluster/certificates.ts';
import { AppError } from '#server/domain/app-error.ts';
import { createOutbound } from '#server/outbound/outbound.ts';
import { createAdaptiveLimit } from './adaptive-limit.ts';
import { connectCluster, type ClusterClient } from './client.ts';
import type { ClusterTarget, ConnectOptions } from './target.ts';

const LIMIT_MS = 400;
const outbound = createOutbound({ deny: [], allow: [] });
const VPC = {
  group: 'vpc.githedgehog.com',
  kind: 'VPC',
  version: 'v1beta1',
  versions: ['v1beta1'],
  plural: 'vpcs',
};
const BODY = {
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  metadata: { name: 'v1', namespace: 'default' },
  spec: {},
};
const LIVE = { ...BODY, metadata: { ...BODY.metadata, uid: 'u', resourceVersion: '1' } };

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server that answers the n-th request (from 1) by `answer`. Gives its URL and what it has counted. */
async function serve(answer: Answer, { tls }: { tls?: { cert: string; key: string } } = {}) {
  const seen = { requests: 0, connections: 0 };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    seen.requests += 1;
    answer(request, response, seen.requests);
  };
  const server = tls ? createSecure(tls, handle) : createPlain(handle);
  server.on(tls ? 'secureConnection' : 'connection', () => (seen.connections += 1));
  const port = await listen(server);
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, seen };
}

/** A server of bare sockets. */
async function serveTcp(accept: (socket: Socket) => void) {
  const seen = { connections: 0 };
  const server = createTcp((socket) => {
    seen.connections += 1;
    socket.on('error', () => undefined);
    accept(socket);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, seen };
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(
    () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  );
  return (server.address() as AddressInfo).port;
}

function connect(server: string, more: Partial<ClusterTarget & ConnectOptions> = {}): ClusterClient {
  const { token = 'canary-token', caCert = '', tlsVerify = true, ...options } = more;
  const client = connectCluster(
    { server, token, caCert, tlsVerify },
    { outbound, requestTimeoutMs: LIMIT_MS, ...options },
  );
  open.push(() => client.close());
  return client;
}

const json = (
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const version = (response: ServerResponse): void =>
  json(response, 200, { major: '1', minor: '36', gitVersion: 'v1.36.3' });
const failure = (code: number, message: string) => ({ kind: 'Status', status: 'Failure', code, message });

function selfSigned() {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  const name = [{ name: 'commonName', value: '127.0.0.1' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: forge.pki.privateKeyToPem(keys.privateKey) };
}

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('it passed'),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

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
    expect(performance.now() - started).toBeLessThan(LIMIT_MS * 2);
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
    expect((await errorOf(client.replace(VPC, BODY))).code).toBe('K8S_CONNECTION_REFUSED');
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

describe('answers that are none', () => {
  it.each<[string, Answer, RegExp]>([
    [
      'truncated JSON',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"major":"1","min');
      },
      /200 the answer is not valid JSON/,
    ],
    [
      'a connection closed before the promised length',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"major":', () => response.destroy());
      },
      /200 the answer broke off/,
    ],
    [
      'a web page',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!DOCTYPE html><html><body>Sign in to Wi-Fi</body></html>');
      },
      /200 the answer is not JSON: the answer is a web page/,
    ],
    [
      'something else than a version',
      (_request, response) => json(response, 200, { hello: 'world' }),
      /no Kubernetes API server answers there/,
    ],
    [
      'a redirect',
      (_request, response) => {
        response.writeHead(302, { location: 'http://169.254.169.254/' });
        response.end();
      },
      /302 it redirects elsewhere/,
    ],
  ])('%s', async (_title, answer, message) => {
    const { url } = await serve(answer);

    const error = await errorOf(connect(url).version());

    expect(error.code).toBe('K8S_API_SERVER_ERROR');
    expect(error.message).toMatch(message);
  });

  it('what is no HTTP at all', async () => {
    const { url } = await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));

    const error = await errorOf(connect(url).version());

    expect(error.code).toBe('K8S_API_SERVER_ERROR');
    expect(error.message).toMatch(/not valid HTTP/);
  });

  it('one byte at a time', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const started = performance.now();

    const error = await errorOf(connect(url).version());

    expect(error.code).toBe('K8S_NETWORK_TIMEOUT');
    expect(performance.now() - started).toBeLessThan(LIMIT_MS * 2);
  });

  it('a body without end', async () => {
    let closed = false;
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = Buffer.alloc(1_048_576, 'x');
      const more = (): void => {
        while (!closed && response.write(block));
      };
      response.on('drain', more).on('close', () => (closed = true));
      more();
    });

    const error = await errorOf(connect(url, { requestTimeoutMs: 5_000 }).version());

    expect(error.code).toBe('K8S_API_SERVER_ERROR');
    expect(error.message).toMatch(/larger than 8 MB/);
    await expect.poll(() => closed).toBe(true);
  });

  it('a server that repeats our token in its refusal', async () => {
    const { url } = await serve((request, response) =>
      json(response, 500, failure(500, `cannot read ${request.headers.authorization}`)),
    );

    const error = await errorOf(connect(url).version());

    expect(error.message).toBe('Kubernetes API server error: 500 cannot read Bearer [redacted]');
  });
});

describe('a busy server', () => {
  it('429 with Retry-After is waited for, then passes', async () => {
    const { url, seen } = await serve((_request, response, count) => {
      if (count <= 2) json(response, 429, failure(429, 'Too many requests'), { 'retry-after': '0' });
      else version(response);
    });

    await expect(connect(url).version()).resolves.toMatchObject({ minor: '36' });
    expect(seen.requests).toBe(3);
  });

  it('429 without end is given up after a few times', async () => {
    const { url, seen } = await serve((_request, response) =>
      json(response, 429, failure(429, 'Too many requests'), { 'retry-after': '0' }),
    );

    expect((await errorOf(connect(url).apply(VPC, BODY, { force: true }))).code).toBe('K8S_RATE_LIMITED');
    expect(seen.requests).toBe(5);
  });

  it('a wait ends when the run is stopped', async () => {
    const stop = new AbortController();
    const { url } = await serve((_request, response) => {
      json(response, 429, failure(429, 'Too many requests'), { 'retry-after': '9' });
      response.on('close', () =>
        setImmediate(() => stop.abort(new AppError('SYNC_CANCELLED', { who: 'admin' }))),
      );
    });
    const started = performance.now();

    const error = await errorOf(connect(url, { signal: stop.signal }).version());

    expect(error.code).toBe('SYNC_CANCELLED');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('a burst of 500 is reported and slows us down', async () => {
    const { url } = await serve((_request, response) =>
      json(response, 500, failure(500, 'etcdserver: leader changed')),
    );
    const limit = createAdaptiveLimit({ start: 8, max: 32 });
    const client = connect(url, { limit });

    const errors = await Promise.all(Array.from({ length: 20 }, () => errorOf(client.version())));

    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['K8S_API_SERVER_ERROR']));
    expect(limit.limit).toBeLessThan(8);
    expect(limit.running).toBe(0);
  });

  it('never sends more at once than the limit lets', async () => {
    let atOnce = 0;
    let most = 0;
    const { url } = await serve((_request, response) => {
      most = Math.max(most, ++atOnce);
      setImmediate(() => {
        atOnce -= 1;
        version(response);
      });
    });
    const client = connect(url, { limit: createAdaptiveLimit({ start: 3, max: 3 }) });

    await Promise.all(Array.from({ length: 60 }, () => client.version()));

    expect(most).toBeLessThanOrEqual(3);
  });

  it('keeps its connections', async () => {
    const { url, seen } = await serve((_request, response) => version(response));
    const client = connect(url, { limit: createAdaptiveLimit({ start: 2, max: 2 }) });

    for (let round = 0; round < 5; round += 1) await Promise.all([client.version(), client.version()]);

    expect(seen).toEqual({ requests: 10, connections: 2 });
  });
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

  it('asks before each request, repeated ones too, and sends nothing when told to stop', async () => {
    let asked = 0;
    const lost = new AppError('SYNC_WORKER_LOST');
    const { url, seen } = await serve((request) => request.socket.resetAndDestroy());
    const beforeRequest = (): void => {
      asked += 1;
      if (asked > 1) throw lost;
    };

    expect(await errorOf(connect(url, { beforeRequest }).version())).toBe(lost);
    expect({ asked, requests: seen.requests }).toEqual({ asked: 2, requests: 1 });
  });
});

describe('TLS', () => {
  const authority = createAuthority();
  const good = issueServerCertificate(authority, { hosts: ['127.0.0.1'] });
  const expired = issueServerCertificate(authority, {
    hosts: ['127.0.0.1'],
    from: new Date(Date.now() - 2 * 86_400_000),
    until: new Date(Date.now() - 86_400_000),
  });
  const elsewhere = issueServerCertificate(authority, { hosts: ['other.example'] });
  const answer: Answer = (_request, response) => version(response);

  it('passes with the right authority', async () => {
    const { url } = await serve(answer, { tls: good });

    await expect(connect(url, { caCert: authority.cert }).version()).resolves.toMatchObject({ minor: '36' });
  });

  it('finds the right authority among several', async () => {
    const { url } = await serve(answer, { tls: good });
    const caCert = `${createAuthority('other').cert}\n${authority.cert}`;

    await expect(connect(url, { caCert }).version()).resolves.toMatchObject({ minor: '36' });
  });

  it.each([
    ['an unknown authority', good, '', /signed by an unknown authority/],
    ['another authority', good, createAuthority('other').cert, /signed by an unknown authority|not trusted/],
    ['a self-signed certificate', selfSigned(), '', /self-signed and not trusted/],
    ['an expired certificate', expired, authority.cert, /has expired/],
    ['a certificate for another name', elsewhere, authority.cert, /for another name or address/],
  ])('fails for %s', async (_title, tls, caCert, why) => {
    const { url } = await serve(answer, { tls });

    const error = await errorOf(connect(url, { caCert }).version());

    expect(error.code).toBe('K8S_TLS_FAILED');
    expect(error.message).toMatch(why);
  });

  it.each([
    ['self-signed', selfSigned()],
    ['expired', expired],
    ['wrong name', elsewhere],
  ])('is not checked when the fabric says so: %s', async (_title, tls) => {
    const { url } = await serve(answer, { tls });

    await expect(connect(url, { tlsVerify: false }).version()).resolves.toMatchObject({ minor: '36' });
  });

  it('fails where no TLS is spoken', async () => {
    const { port } = await serve(answer);

    const error = await errorOf(connect(`https://127.0.0.1:${port}`).version());

    expect(error.code).toBe('K8S_TLS_FAILED');
    expect(error.message).toMatch(/does not speak TLS/);
  });

  it('fails at once for a CA certificate that is none', () => {
    expect(() => connect('https://127.0.0.1:1', { caCert: 'hello' })).toThrow(
      expect.objectContaining({ code: 'K8S_TLS_FAILED' }),
    );
  });
});
