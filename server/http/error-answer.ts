import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { ErrorBody } from '#server/domain/wire/list.ts';
import type { Log } from '#server/log.ts';

export interface ErrorAnswer {
  readonly status: AppError['definition']['http'];
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** The one place where an error becomes an answer. What nobody foresaw is logged whole under an id and shown as that id. */
export function errorAnswer(error: unknown, log: Log): ErrorAnswer {
  const known = isAppError(error) ? error : foreseen(error);
  if (known === null) return internal(error, log);
  if (known.definition.http >= 500) log.warn({ err: known, code: known.code }, 'request failed');
  const { code, details } = known;
  return {
    status: known.definition.http,
    body: {
      error: known.message,
      code,
      advice: known.advice,
      ...(known.fields.length > 0 ? { fields: [...known.fields] } : {}),
      ...(typeof details['required_config'] === 'string'
        ? { required_config: details['required_config'].split(',').map((name) => name.trim()) }
        : {}),
      ...(typeof details['task_id'] === 'string' ? { current_task_id: details['task_id'] } : {}),
    },
    headers: {
      ...(known.definition.http === 429
        ? { 'retry-after': String(details['retry_after_seconds'] ?? 60) }
        : {}),
      ...(typeof details['allow'] === 'string' ? { allow: details['allow'] } : {}),
      ...(code === 'NOT_AUTHENTICATED' ? { 'www-authenticate': 'Bearer realm="fabric-sync"' } : {}),
    },
  };
}

function internal(error: unknown, log: Log): ErrorAnswer {
  const id = randomUUID();
  log.error({ err: error, errorId: id }, 'request failed by an internal fault');
  const shown = new AppError('INTERNAL', { id });
  return {
    status: 500,
    body: { error: shown.message, code: shown.code, advice: shown.advice, error_id: id },
    headers: {},
  };
}

/** Codes of the driver and of Postgres that mean "not now": gone, starting, shutting down, full. */
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/** Drizzle wraps the driver's errors. */
function foreseen(error: unknown): AppError | null {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && UNAVAILABLE.has(each.code)) {
      return new AppError('DATABASE_UNAVAILABLE', {}, { cause: error });
    }
  }
  return null;
}
