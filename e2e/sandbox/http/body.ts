import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { bodyTooLarge } from './status-error.ts';

/** The API server's own limit. */
const MOST_BODY_BYTES = 3 * 1024 * 1024;

/** Reads a request's body whole. Throws the 413 Status as soon as it is too large. */
export async function readBody(request: IncomingMessage | Http2ServerRequest): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) throw bodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
