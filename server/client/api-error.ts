/** A field that the API refused. */
interface FieldFault {
  readonly field: string;
  readonly message: string;
}

interface ApiErrorFacts {
  /** HTTP status; 0 = no answer came. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly advice?: string | undefined;
  readonly fields?: readonly FieldFault[] | undefined;
  readonly requiredConfig?: readonly string[] | undefined;
  readonly currentTaskId?: string | undefined;
  readonly errorId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** What a request to the API ended with when it did not succeed; `message` is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly advice: string;
  readonly fields: readonly FieldFault[];
  readonly requiredConfig: readonly string[];
  readonly currentTaskId: string | null;
  readonly errorId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(facts: ApiErrorFacts) {
    super(facts.message);
    this.name = 'ApiError';
    this.status = facts.status;
    this.code = facts.code;
    this.advice = facts.advice ?? '';
    this.fields = facts.fields ?? [];
    this.requiredConfig = facts.requiredConfig ?? [];
    this.currentTaskId = facts.currentTaskId ?? null;
    this.errorId = facts.errorId ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }

  /** The server did not answer at all: network down, server restarting. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

/** A sentence, and what to do. */
export interface Said {
  readonly message: string;
  readonly advice: string;
}

/** No answer came. */
export function offlineError(said: Said): ApiError {
  return new ApiError({ status: 0, code: 'OFFLINE', ...said });
}

/** The answer is not what the document says: a proxy spoke, or the two sides are of different versions. */
export function unexpectedAnswer(status: number, said: Said): ApiError {
  return new ApiError({ status, code: 'ANSWER_UNEXPECTED', ...said });
}

/**
 * Reads an error answer; null for a body that is not the API's, such as a proxy's page.
 * @param retryAfter the header's value, in seconds
 */
export function readApiError(status: number, body: unknown, retryAfter: string | null): ApiError | null {
  if (typeof body !== 'object' || body === null) return null;
  const given = body as Readonly<Record<string, unknown>>;
  const { error: message, code } = given;
  if (typeof message !== 'string' || typeof code !== 'string') return null;
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new ApiError({
    status,
    code,
    message,
    advice: text(given['advice']),
    fields: Array.isArray(given['fields']) ? (given['fields'] as FieldFault[]) : undefined,
    requiredConfig: Array.isArray(given['required_config'])
      ? (given['required_config'] as string[])
      : undefined,
    currentTaskId: text(given['current_task_id']),
    errorId: text(given['error_id']),
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}
