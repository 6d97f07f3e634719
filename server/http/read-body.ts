import { AppError } from '#server/domain/app-error.ts';
import { requireStorable } from '#server/http/storable.ts';

const LIMIT_BYTES = 1024 * 1024;
const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i;

/**
 * The JSON body of a request; undefined when there is none. Reads no more than 1 MB, whatever Content-Length says.
 * @throws AppError REQUEST_TOO_LARGE, REQUEST_WRONG_TYPE, REQUEST_MALFORMED, REQUEST_INVALID for text that cannot be stored
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > LIMIT_BYTES) throw tooLarge();
  const text = await readText(request);
  if (text.trim() === '') return undefined;
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) throw new AppError('REQUEST_WRONG_TYPE');
  const value = parse(text);
  requireStorable(value);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppError('REQUEST_MALFORMED', {}, { cause: error });
  }
}

async function readText(request: Request): Promise<string> {
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > LIMIT_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new AppError('REQUEST_MALFORMED', {}, { cause: error });
  }
}

const tooLarge = (): AppError => new AppError('REQUEST_TOO_LARGE', { limit: '1 MB' });
