import { describe, expect, it } from 'vitest';
import { asApiError, offlineError, readApiError } from './api-error.ts';

describe('readApiError', () => {
  it('keeps what the contract sends', () => {
    const error = readApiError(
      422,
      {
        error: 'The request has invalid fields',
        code: 'REQUEST_INVALID',
        advice: 'Correct the fields',
        fields: [{ field: 'name', message: 'Enter a name' }],
      },
      null,
    );

    expect(error).toMatchObject({ status: 422, code: 'REQUEST_INVALID', advice: 'Correct the fields' });
    expect(error.message).toBe('The request has invalid fields');
    expect(error.fields).toEqual([{ field: 'name', message: 'Enter a name' }]);
  });

  it.each([
    ['12', 12],
    [null, null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('reads Retry-After %s as %s seconds', (header, seconds) => {
    expect(
      readApiError(429, { error: 'Too many attempts', code: 'RATE_LIMITED' }, header).retryAfterSeconds,
    ).toBe(seconds);
  });

  it.each([[null], ['<html>Bad gateway</html>'], [{ message: 'nope' }]])(
    'names the status when the body is %j',
    (body) => {
      const error = readApiError(502, body, null);

      expect(error.code).toBe('ANSWER_UNEXPECTED');
      expect(error.message).toContain('502');
    },
  );
});

describe('asApiError', () => {
  it('leaves an ApiError as it is', () => {
    const error = offlineError();
    expect(asApiError(error)).toBe(error);
  });

  it('wraps anything else', () => {
    expect(asApiError(new TypeError('x is not a function'))).toMatchObject({ code: 'PAGE_FAULT' });
  });
});
