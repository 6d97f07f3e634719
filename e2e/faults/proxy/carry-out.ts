import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { request as send, type Dispatcher } from 'undici';
import type { Fault, SeenRequest } from './fault.ts';

/** The real API server behind the proxy. */
export interface Behind {
  readonly server: string;
  readonly dispatcher: Dispatcher;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

/** Does to one request what its fault says; null = passes it on, and its answer back. */
export async function carryOut(
  fault: Fault | null,
  behind: Behind,
  seen: SeenRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  switch (fault?.do) {
    case 'hang':
      return;
    case 'reset':
      incoming.socket.destroy();
      return;
    case 'answer': {
      const { status, body, headers = {} } = fault;
      const text =
        typeof body === 'function' ? body(seen) : typeof body === 'string' ? body : JSON.stringify(body);
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(text);
      return;
    }
    case 'delay':
      await delay(fault.ms);
      break;
    case 'first':
      await fault.action();
      break;
    case undefined:
    case 'lose answer':
    case 'truncate':
    case 'close':
    case 'drip':
    case 'as':
      break;
  }
  const answer = await passOn(behind, seen, incoming, fault?.do === 'as' ? fault.token : null);
  answerBack(fault, answer, incoming, outgoing);
}

async function passOn(
  { server, dispatcher }: Behind,
  seen: SeenRequest,
  { headers }: IncomingMessage,
  token: string | null,
): Promise<Answer> {
  const authorization = token === null ? headers.authorization : `Bearer ${token}`;
  seen.passedOn = true;
  const reply = await send(new URL(seen.path, server), {
    dispatcher,
    method: seen.method,
    headers: {
      ...(headers.accept === undefined ? {} : { accept: headers.accept }),
      ...(authorization === undefined ? {} : { authorization }),
      ...(headers['content-type'] === undefined ? {} : { 'content-type': headers['content-type'] }),
    },
    ...(seen.body === '' ? {} : { body: seen.body }),
  });
  const text = await reply.body.text();
  seen.status = reply.statusCode;
  const kept = ['content-type', 'retry-after', 'warning', 'date'].flatMap((name) => {
    const value = reply.headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return { status: reply.statusCode, headers: Object.fromEntries(kept), text };
}

function answerBack(
  fault: Fault | null,
  { status, headers, text }: Answer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const half = text.slice(0, Math.floor(text.length / 2));
  switch (fault?.do) {
    case 'lose answer':
      incoming.socket.destroy();
      return;
    case 'truncate':
      outgoing.writeHead(status, headers);
      outgoing.end(half);
      return;
    case 'close':
      outgoing.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(text)) });
      outgoing.write(half, () => outgoing.destroy());
      return;
    case 'drip': {
      outgoing.writeHead(status, headers);
      let sent = 0;
      const drip = setInterval(() => {
        outgoing.write(text.slice(sent, (sent += 1)));
        if (sent < text.length) return;
        clearInterval(drip);
        outgoing.end();
      }, fault.everyMs);
      outgoing.on('close', () => clearInterval(drip));
      return;
    }
    case undefined:
    case 'answer':
    case 'as':
    case 'delay':
    case 'first':
    case 'hang':
    case 'reset':
      outgoing.writeHead(status, headers);
      outgoing.end(text);
  }
}
