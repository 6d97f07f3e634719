import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { bodyTooLarge } from './status-error.ts';

/** The API server's own limit. */
const MOST_BODY_BYTES = 3 * 1024 * 1024;

/** The client went away before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {}

/** Reads a request's body whole. Throws the 413 Status as soon as it is too large, ClientGone when it breaks off. */
export async function readBody(request: IncomingMessage | Http2ServerRequest): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Left open after the limit, so that the refusal still gets through.
    const chunksOf = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunksOf) {
      size += chunk.length;
      if (size > MOST_BODY_BYTES) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new ClientGone('the request broke off', { cause });
  }
  if (size > MOST_BODY_BYTES) throw bodyTooLarge();
  return Buffer.concat(chunks);
}
