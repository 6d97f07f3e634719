import { plainLines } from '#server/cli/plain.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import { isAppError } from '#server/domain/app-error.ts';
import { isApiError } from '#server/client/api-error.ts';

/** What went wrong, in the words and fields of the API's own errors. */
export interface Failure {
  readonly error: string;
  readonly code: string;
  readonly advice: string;
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
  readonly required_config?: readonly string[];
  readonly current_task_id?: string;
  readonly error_id?: string;
  readonly retry_after?: number;
}

/** Null = a fault of the program, which nobody should hide. */
export function failureOf(error: unknown): { readonly exitCode: 1 | 2; readonly failure: Failure } | null {
  if (error instanceof UsageError) {
    const failure = { error: error.message, code: 'USAGE', advice: 'See fabric-sync --help' };
    return { exitCode: 2, failure };
  }
  if (isAppError(error)) {
    const failure = { error: error.message, code: error.code, advice: error.advice };
    return { exitCode: error.code === 'CONFIG_INVALID' ? 2 : 1, failure };
  }
  if (!isApiError(error)) return null;
  const { fields, requiredConfig, currentTaskId, errorId, retryAfterSeconds } = error;
  const failure = {
    error: error.message,
    code: error.code,
    advice: error.advice,
    ...(fields.length === 0 ? {} : { fields }),
    ...(requiredConfig.length === 0 ? {} : { required_config: requiredConfig }),
    ...(currentTaskId === null ? {} : { current_task_id: currentTaskId }),
    ...(errorId === null ? {} : { error_id: errorId }),
    ...(retryAfterSeconds === null ? {} : { retry_after: retryAfterSeconds }),
  };
  return { exitCode: 1, failure };
}

/** As standard error gets it: one JSON document where JSON was asked for, else words. */
export const failureText = (failure: Failure, json: boolean): string =>
  json ? `${JSON.stringify(failure, null, 2)}\n` : failureWords(failure);

/** For a person: what happened, which fields, which run, what to do. */
function failureWords(failure: Failure): string {
  const { error, advice, fields = [], required_config: missing = [], current_task_id: task } = failure;
  const lines = [
    error,
    ...fields.map(({ field, message }) => `  ${field}: ${message}`),
    ...(missing.length === 0 ? [] : [`Missing: ${missing.join(', ')}`]),
    ...(task === undefined ? [] : [`Its run: ${task}`]),
    ...(failure.error_id === undefined ? [] : [`In the server's log: ${failure.error_id}`]),
    ...(failure.retry_after === undefined ? [] : [`Try again in ${failure.retry_after} s`]),
    advice,
  ];
  return `${lines
    .filter((line) => line !== '')
    .map(plainLines)
    .join('\n')}\n`;
}
