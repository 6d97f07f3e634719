import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isApiError } from './api-error.ts';
import { addressOf, createClient } from './client.ts';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response);
  });
});
const url = await new Promise<string>((ready) => {
  server.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const onAnswer = vi.fn<(response: Response) => void>();
const onSilence = vi.fn<() => void>();
const words = {
  silence: () => ({ message: 'Silence', advice: 'Wait' }),
  unexpected: (status: number) => ({ message: `Strange ${status}`, advice: 'Look' }),
};
const call = createClient({
  server: `${url}/`,
  limitMs: 5_000,
  init: { redirect: 'error', headers: { authorization: 'Bearer t' } },
  onAnswer,
  onSilence,
  words,
});
const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => null,
    (error: unknown) => error,
  );
const PAGE = { count: 0, next: null, previous: null, results: [] };

beforeEach(() => {
  asked.length = 0;
  vi.clearAllMocks();
});

describe('what is asked', () => {
  it('filters that are given several times, and none that are undefined', async () => {
    json(200, PAGE);

    await call('GET /fabrics', { query: { state: ['error', 'syncing'], q: 'a&b', limit: 5 } });

    expect(asked).toMatchObject([
      {
        method: 'GET',
        url: '/api/hedgehog/fabrics?state=error&state=syncing&q=a%26b&limit=5',
        headers: { authorization: 'Bearer t', accept: 'application/json' },
        body: '',
      },
    ]);
    expect(asked[0]?.headers).not.toHaveProperty('content-type');
  });

  it('a query out of an address, parameters of the path as one part each, a body as JSON', async () => {
    json(200, PAGE);
    await call('GET /runs/{id}/results', { params: { id: 'a/../b' }, query: '?q=x' });
    json(202, { message: 'm', task_id: 't', estimated_start: 's' });
    await call('POST /fabrics/{id}/sync/trigger', {
      params: { id: 7 },
      body: { force: true },
      headers: { 'Idempotency-Key': 'k' },
    });

    expect(asked).toMatchObject([
      { url: '/api/hedgehog/runs/a%2F..%2Fb/results?q=x' },
      {
        method: 'POST',
        url: '/api/hedgehog/fabrics/7/sync/trigger',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
        body: '{"force":true}',
      },
    ]);
  });

  it('the same address stands in links', () => {
    expect(addressOf('GET /fabrics/{id}/export', { params: { id: 7 }, query: { source: 'live' } })).toBe(
      '/api/hedgehog/fabrics/7/export?source=live',
    );
  });
});

describe('what is answered', () => {
  it('no content, and files as they are', async () => {
    answer = (_, response) => response.writeHead(204).end();
    expect(await call('DELETE /tokens/{id}', { params: { id: 1 } })).toBeUndefined();
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/yaml' }).end('a: 1\n');
    expect(await call('GET /fabrics/{id}/export', { params: { id: 1 } })).toBe('a: 1\n');
    expect(onAnswer).toHaveBeenCalledTimes(2);
  });

  it('an error of the API, with its wait', async () => {
    json(429, { error: 'Too many', code: 'RATE_LIMITED', advice: 'Wait' }, { 'retry-after': '7' });

    const error = await errorOf(call('GET /fabrics'));

    expect(isApiError(error)).toBe(true);
    expect(error).toMatchObject({ status: 429, code: 'RATE_LIMITED', retryAfterSeconds: 7 });
  });

  it.each([
    ['a page of a proxy', 200, 'text/html', '<html>Sign in</html>'],
    ['a proxy that refuses', 502, 'text/html', '<html>Bad gateway</html>'],
    ['JSON of somebody else', 200, 'application/json', '{"items":[]}'],
    ['JSON that is no object', 200, 'application/json', 'null'],
    ['half an answer', 200, 'application/json', '{"count":'],
  ])('%s is not taken for an answer', async (_, status, type, body) => {
    answer = (_request, response) => response.writeHead(status, { 'content-type': type }).end(body);

    expect(await errorOf(call('GET /fabrics'))).toMatchObject({
      status,
      code: 'ANSWER_UNEXPECTED',
      message: `Strange ${status}`,
    });
  });

  it('nor is a page of a proxy taken for a file', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');

    expect(await errorOf(call('GET /fabrics/{id}/export', { params: { id: 1 } }))).toMatchObject({
      code: 'ANSWER_UNEXPECTED',
    });
  });
});

describe('no answer', () => {
  it.each([
    ['the connection breaks', 5_000, (response: ServerResponse) => void response.destroy()],
    [
      'it breaks within the body',
      5_000,
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '99' });
        response.write('{', () => response.destroy());
      },
    ],
    ['nothing comes in time', 50, () => {}],
    [
      'it leads elsewhere, and would take the token along',
      5_000,
      (response: ServerResponse) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
  ])('%s', async (_, limitMs, behave) => {
    answer = (_request, response) => behave(response);

    const error = await errorOf(call('GET /fabrics', { limitMs }));

    expect(error).toMatchObject({ status: 0, code: 'OFFLINE', message: 'Silence', isOffline: true });
    expect(onSilence).toHaveBeenCalledTimes(1);
    expect(onAnswer).not.toHaveBeenCalled();
  });

  it('a caller who gives up learns its own reason, and silence is not noted', async () => {
    const leaving = new AbortController();
    answer = () => leaving.abort(new Error('left'));

    expect(await errorOf(call('GET /fabrics', { signal: leaving.signal }))).toMatchObject({
      message: 'left',
    });
    expect(onSilence).not.toHaveBeenCalled();
  });
});
