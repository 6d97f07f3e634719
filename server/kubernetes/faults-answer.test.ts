import { describe, expect, it } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { createAdaptiveLimit } from './adaptive-limit.ts';
import type { ClusterClient } from './client.ts';
import {
  BODY,
  LIMIT_MS,
  LIVE,
  VPC,
  connect,
  errorOf,
  failure,
  json,
  serve,
  serveTcp,
  version,
  type Answer,
} from './testing/faulty-server.ts';

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

  it('a list of what is served that is none: nothing is taken for absent', async () => {
    const { url } = await serve((_request, response) => json(response, 200, { hello: 'world' }));

    const error = await errorOf(connect(url).discover([VPC]));

    expect(error.code).toBe('K8S_API_SERVER_ERROR');
    expect(error.message).toMatch(/does not say what is served at \/apis\/vpc\.githedgehog\.com$/);
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
    expect(performance.now() - started).toBeLessThan(LIMIT_MS + 3_000);
  });

  it('a body without end', async () => {
    let closed = false;
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = Buffer.alloc(1_048_576, 'x');
      const more = (): void => {
        if (!closed && response.write(block)) setImmediate(more);
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

describe('an answer that repeats what was sent', () => {
  const secret = { ...BODY, metadata: { ...BODY.metadata, annotations: { note: 'canary-value' } } };
  it.each<[string, RegExp, (body: string) => { type: string; text: string }]>([
    [
      'as text',
      /cannot handle \{…\} today$/,
      (body) => ({ type: 'text/plain', text: `cannot handle ${body} today` }),
    ],
    [
      'cut off',
      /cannot handle \{…\}$/,
      (body) => ({ type: 'text/plain', text: `cannot handle ${body.slice(0, -1)}` }),
    ],
    [
      'in a Status',
      /cannot handle \{…\} today$/,
      (body) => ({
        type: 'application/json',
        text: JSON.stringify(failure(500, `cannot handle ${body} today`)),
      }),
    ],
    [
      'quoted',
      /cannot handle .*\{…\}.* today$/,
      (body) => ({ type: 'text/plain', text: `cannot handle ${JSON.stringify(body)} today` }),
    ],
    ['alone', /501 no message$/, (body) => ({ type: 'application/json', text: body })],
  ])('is told without it: %s', async (_title, message, repeat) => {
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { type, text } = repeat(Buffer.concat(chunks).toString());
        response.writeHead(501, { 'content-type': type });
        response.end(text);
      });
    });

    const error = await errorOf(connect(url).apply(VPC, secret, { force: true }));

    expect(error.code).toBe('K8S_API_SERVER_ERROR');
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error.message, error.details, error.fields, error.advice])).not.toContain(
      'canary-value',
    );
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

  it.each([500, 503])('a short burst of %i is lived through', async (status) => {
    const { url, seen } = await serve((_request, response, count) => {
      if (count <= 2) json(response, status, failure(status, 'etcdserver: leader changed'));
      else json(response, 200, LIVE);
    });

    await expect(connect(url).apply(VPC, BODY, { force: true })).resolves.toMatchObject({ repeated: false });
    expect(seen.requests).toBe(3);
  });

  it.each<[string, string, (client: ClusterClient) => Promise<unknown>]>([
    ['would do something else', 'etcdserver: leader changed', (client) => client.create(VPC, BODY)],
    [
      'is the fault of the object',
      'failed to create typed patch object (default/v1; vpc.githedgehog.com/v1beta1, Kind=VPC): .spec.x: field not declared in schema',
      (client) => client.apply(VPC, BODY, { force: true }),
    ],
  ])('500 is not repeated where it %s', async (_title, message, send) => {
    const { url, seen } = await serve((_request, response) => json(response, 500, failure(500, message)));

    await errorOf(send(connect(url)));

    expect(seen.requests).toBe(1);
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
