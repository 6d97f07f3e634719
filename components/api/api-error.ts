import type { FieldError } from '#server/domain/app-error.ts';
import { errorBody } from '#server/domain/wire/list.ts';

export interface ApiErrorFacts {
  /** HTTP status; 0 = no answer came. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly advice?: string | undefined;
  readonly fields?: readonly FieldError[] | undefined;
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
  readonly fields: readonly FieldError[];
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

/** No answer came. */
export function offlineError(): ApiError {
  return new ApiError({
    status: 0,
    code: 'OFFLINE',
    message: 'The server cannot be reached',
    advice: 'Check the network. This page tries again by itself.',
  });
}

/** The answer is not what the contract says: a proxy spoke, or page and server are of different versions. */
export function unexpectedAnswer(status: number): ApiError {
  return new ApiError({
    status,
    code: 'ANSWER_UNEXPECTED',
    message: `The server answered ${status} in a form that this page does not know`,
    advice: 'Reload the page. If it happens again, look at the server log.',
  });
}

/**
 * Reads an error answer; a body that is not the contract's (a proxy's page) becomes a sentence with the status.
 * @param retryAfter the header's value, in seconds
 */
export function readApiError(status: number, body: unknown, retryAfter: string | null): ApiError {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return unexpectedAnswer(status);
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new ApiError({
    status,
    code: parsed.data.code,
    message: parsed.data.error,
    advice: parsed.data.advice,
    fields: parsed.data.fields,
    requiredConfig: parsed.data.required_config,
    currentTaskId: parsed.data.current_task_id,
    errorId: parsed.data.error_id,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError;
}

/** Whatever was thrown, as an ApiError, so that every view can show it the same way. */
export function asApiError(error: unknown): ApiError {
  if (isApiError(error)) return error;
  return new ApiError({
    status: -1,
    code: 'PAGE_FAULT',
    message: error instanceof Error ? error.message : 'The page met a fault of its own',
    advice: 'Reload the page.',
  });
}
