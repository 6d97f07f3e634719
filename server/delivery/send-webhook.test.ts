import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { sendWebhook } from '#server/delivery/send-webhook.ts';
import { signatureOf } from '#server/delivery/signature.ts';
import type { DeliveryBody } from '#server/domain/delivery/message.ts';
import { createOutbound } from '#server/outbound/outbound.ts';

const BODY: DeliveryBody = {
  id: '0b6c1c1e-0000-4000-8000-000000000000',
  type: 'transition',
  occurred_at: '2026-03-01T12:00:00.000Z',
  fabric: { id: 7, name: 'lab' },
  data: { from: 'in_sync', to: 'error' },
};
const SECRET = 'a secret of enough letters';
const NOW = new Date('2026-03-01T12:00:01.500Z');
const open = createOutbound({ deny: [], allow: [] });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiver(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const send = (url: string, outbound = open, limitMs?: number) =>
  sendWebhook({ url, secret: SECRET }, BODY, outbound, NOW, limitMs);

test('a receiver can prove who sent the message, and when', async () => {
  const seen: { headers: IncomingMessage['headers']; text: string; method: string | undefined }[] = [];
  const url = await receiver((request, response) => {
    const answer = async () => {
      seen.push({ headers: request.headers, text: await textOf(request), method: request.method });
      response.writeHead(204).end();
    };
    void answer();
  });

  const result = await send(url);

  const [got] = seen;
  const [, seconds, hex] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers['x-fabric-sync-signature'])) ?? [];
  expect(result).toEqual({ type: 'delivered', statusCode: 204, note: null });
  expect(got).toMatchObject({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-fabric-sync-event': 'transition',
      'x-fabric-sync-delivery': BODY.id,
    },
  });
  expect(JSON.parse(got!.text)).toEqual(BODY);
  expect(Number(seconds)).toBe(Math.floor(NOW.getTime() / 1_000));
  expect(hex).toBe(createHmac('sha256', SECRET).update(`${seconds}.${got!.text}`).digest('hex'));
});

test.each([
  ['another body', SECRET, 'other', NOW],
  ['another secret', 'another secret', 'body', NOW],
  ['another second', SECRET, 'body', new Date(NOW.getTime() + 1_000)],
])('the signature is another for %s', (_, secret, body, now) => {
  expect(signatureOf(secret, body, now)).not.toBe(signatureOf(SECRET, 'body', NOW));
});

describe('answers', () => {
  test.each([
    [200, 'delivered', undefined],
    [299, 'delivered', undefined],
    [301, 'failed', true],
    [307, 'failed', true],
    [400, 'failed', false],
    [404, 'failed', false],
    [410, 'failed', true],
    [429, 'failed', false],
    [500, 'failed', false],
  ])('%i: %s, for good: %j', async (status, type, permanent) => {
    const asked: string[] = [];
    const url = await receiver((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status, { location: '/elsewhere' }).end('{}');
    });

    const result = await send(url);

    expect(result).toMatchObject({
      type,
      statusCode: status,
      ...(permanent === undefined ? {} : { permanent }),
    });
    expect(asked).toEqual(['/hook']);
  });

  test('one that never ends is not read to its end', async () => {
    const url = await receiver((_request, response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.write(Buffer.alloc(16_384))) if (response.destroyed) return;
        response.once('drain', pour);
      };
      pour();
    });

    expect(await send(url)).toMatchObject({ type: 'delivered', statusCode: 200 });
  });
});

describe('no answer', () => {
  test('a receiver that is silent is left after the limit', async () => {
    const url = await receiver(() => {});

    expect(await send(url, open, 200)).toEqual({
      type: 'failed',
      permanent: false,
      statusCode: null,
      error: expect.stringContaining('no answer'),
    });
  });

  test('a receiver that cuts the connection', async () => {
    const url = await receiver((request) => request.socket.destroy());

    expect(await send(url)).toMatchObject({ type: 'failed', permanent: false });
  });

  test('nobody there', async () => {
    const url = await receiver(() => {});
    for (const close of closing.splice(0)) await close();

    expect(await send(url)).toMatchObject({ error: 'the connection was refused', permanent: false });
  });
});

describe('addresses that may not be contacted', () => {
  test.each([
    ['as written', 'http://169.254.169.254/latest'],
    ['as a number', 'http://2852039166/latest'],
    ['by name', 'http://metadata.google.internal/'],
  ])('%s', async (_, url) => {
    expect(await send(url)).toMatchObject({
      type: 'failed',
      permanent: true,
      error: expect.stringContaining('not allowed'),
    });
  });

  test('a name that leads to one, when it is dialled', async () => {
    const seen: string[] = [];
    const url = await receiver((request, response) => {
      seen.push(request.url ?? '');
      response.end();
    });
    const rebinding = createOutbound({ deny: ['127.0.0.0/8'], allow: [] }, () =>
      Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    );

    const result = await send(url.replace('127.0.0.1', 'innocent.example'), rebinding);

    expect(result).toMatchObject({ type: 'failed', permanent: true });
    expect(seen).toEqual([]);
  });
});
