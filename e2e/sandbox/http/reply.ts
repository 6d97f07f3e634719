import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { stringify } from 'yaml';
import type { Json } from '../json.ts';
import type { ApiRequest } from './request.ts';

export type Response = ServerResponse | Http2ServerResponse;

/** What a handler gives back. `text` replaces the JSON; `raw` is JSON that is already text. */
export interface Reply {
  code: number;
  body?: Json;
  raw?: string;
  text?: string;
  warnings?: string[];
  headers?: Record<string, string>;
}

const compress = promisify(gzip);
/** As the API server: small answers are not worth it. */
const LEAST_GZIP_BYTES = 128 * 1024;

export async function sendReply(
  response: Response,
  request: Pick<ApiRequest, 'headers' | 'query'>,
  reply: Reply,
) {
  const { type, payload } = encode(request, reply);
  const headers: Record<string, string | string[]> = {
    'content-type': type,
    'cache-control': 'no-cache, private',
    ...reply.headers,
  };
  if (reply.warnings?.length)
    headers['warning'] = reply.warnings.map((text) => `299 - ${JSON.stringify(text)}`);
  let bytes = Buffer.from(payload);
  if (bytes.length > LEAST_GZIP_BYTES && /\bgzip\b/.test(acceptedEncodings(request))) {
    bytes = await compress(bytes, { level: 1 });
    headers['content-encoding'] = 'gzip';
    headers['vary'] = 'Accept-Encoding';
  }
  headers['content-length'] = String(bytes.length);
  (response as ServerResponse).writeHead(reply.code, headers);
  response.end(bytes);
}

function acceptedEncodings({ headers }: Pick<ApiRequest, 'headers'>): string {
  return [headers['accept-encoding'] ?? ''].flat().join(',');
}

function encode(
  request: Pick<ApiRequest, 'headers' | 'query'>,
  reply: Reply,
): { type: string; payload: string } {
  if (reply.text !== undefined) return { type: 'text/plain; charset=utf-8', payload: reply.text };
  const asYaml = wantsYaml(request.headers.accept ?? '');
  if (asYaml)
    return { type: 'application/yaml', payload: stringify(reply.body ?? JSON.parse(reply.raw ?? 'null')) };
  const pretty = isPretty(request);
  if (reply.raw !== undefined) {
    const payload = pretty ? JSON.stringify(JSON.parse(reply.raw), null, 2) : reply.raw;
    return { type: 'application/json', payload };
  }
  return {
    type: 'application/json',
    payload: pretty ? JSON.stringify(reply.body, null, 2) : JSON.stringify(reply.body),
  };
}

function wantsYaml(accept: string): boolean {
  const [first = ''] = accept.split(',');
  return first.trim().startsWith('application/yaml');
}

/** Indented for people who look with curl. */
function isPretty({ headers, query }: Pick<ApiRequest, 'headers' | 'query'>): boolean {
  const asked = query.get('pretty');
  if (asked !== null) return asked === '' || asked === 'true' || asked === '1';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}
