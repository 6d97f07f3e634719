import { AppError } from '#server/domain/app-error.ts';
import { requireStorable } from '#server/http/storable.ts';

const LIMIT_MB = 1;
const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i;

/**
 * The JSON body of a request; undefined when there is none. Reads no more than 1 MB, whatever Content-Length says.
 * @throws AppError REQUEST_TOO_LARGE, REQUEST_WRONG_TYPE, REQUEST_MALFORMED, REQUEST_INVALID for text that cannot be stored
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const text = textOf(await readBytes(request, LIMIT_MB));
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

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('REQUEST_MALFORMED', {}, { cause: error });
  }
}

/** The body as it came; reads no more than the limit, whatever Content-Length says. @throws AppError REQUEST_TOO_LARGE */
export async function readBytes(request: Request, limitMb: number): Promise<Uint8Array> {
  const limitBytes = limitMb * 1024 * 1024;
  const tooLarge = (): AppError => new AppError('REQUEST_TOO_LARGE', { limit: `${limitMb} MB` });
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > limitBytes) throw tooLarge();
  // Of a body with a length no more than that is read; as a stream it would cost several times as much.
  if (announced !== null) {
    const whole = new Uint8Array(await request.arrayBuffer());
    if (whole.byteLength > limitBytes) throw tooLarge();
    return whole;
  }
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
