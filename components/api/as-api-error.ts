import { ApiError, isApiError } from '#server/client/api-error.ts';

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
