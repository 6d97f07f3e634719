import { describe, expect, it } from 'vitest';
import { readApiError } from './api-error.ts';

describe('readApiError', () => {
  it('keeps what the contract sends', () => {
    const error = readApiError(
      422,
      {
        error: 'The request has invalid fields',
        code: 'REQUEST_INVALID',
        advice: 'Correct the fields',
        fields: [{ field: 'name', message: 'Enter a name' }],
        required_config: ['kubernetes_server'],
        current_task_id: 'sync_fabric_1',
        error_id: 'e-1',
      },
      null,
    );

    expect(error).toMatchObject({
      status: 422,
      code: 'REQUEST_INVALID',
      message: 'The request has invalid fields',
      advice: 'Correct the fields',
      fields: [{ field: 'name', message: 'Enter a name' }],
      requiredConfig: ['kubernetes_server'],
      currentTaskId: 'sync_fabric_1',
      errorId: 'e-1',
      isOffline: false,
    });
  });

  it.each([
    ['12', 12],
    [null, null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  ])('reads Retry-After %s as %s seconds', (header, seconds) => {
    const error = readApiError(429, { error: 'Too many attempts', code: 'RATE_LIMITED' }, header);

    expect(error?.retryAfterSeconds).toBe(seconds);
  });

  it.each([[null], ['<html>Bad gateway</html>'], [{ message: 'nope' }], [{ error: 'x', code: 5 }], [[]]])(
    '%j is not an error of the API',
    (body) => {
      expect(readApiError(502, body, null)).toBeNull();
    },
  );
});
