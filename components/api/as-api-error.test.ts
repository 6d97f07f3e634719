import { expect, it } from 'vitest';
import { offlineError } from '#server/client/api-error.ts';
import { asApiError } from './as-api-error.ts';

it('leaves an ApiError as it is', () => {
  const error = offlineError({ message: 'Silence', advice: '' });
  expect(asApiError(error)).toBe(error);
});

it('wraps anything else', () => {
  expect(asApiError(new TypeError('x is not a function'))).toMatchObject({ code: 'PAGE_FAULT' });
});
