import { describe, expect, it } from 'vitest';
import { failureOf, failureText } from '#server/cli/failure.ts';
import { UsageError } from '#server/cli/usage-error.ts';
import { ApiError } from '#server/client/api-error.ts';
import { AppError } from '#server/domain/app-error.ts';

describe('failureOf', () => {
  it.each([
    [new UsageError('Name the fabric'), 2, 'USAGE'],
    [new AppError('CONFIG_INVALID', {}), 2, 'CONFIG_INVALID'],
    [new AppError('NOT_FOUND', { what: 'x' }), 1, 'NOT_FOUND'],
    [new ApiError({ status: 0, code: 'OFFLINE', message: 'Silence' }), 1, 'OFFLINE'],
  ])('%s', (error, exitCode, code) => {
    expect(failureOf(error)).toMatchObject({ exitCode, failure: { code } });
  });

  it('a fault of the program is not hidden', () => {
    expect(failureOf(new TypeError('x is undefined'))).toBeNull();
  });
});

it('words say what, where, which run and what to do, and steer no terminal', () => {
  const known = failureOf(
    new ApiError({
      status: 409,
      code: 'CONFLICT',
      message: 'A run goes on\u001b[2J',
      advice: 'Wait\nor cancel it',
      fields: [{ field: 'plan_id', message: 'is\r not one' }],
      requiredConfig: ['kubernetes_server'],
      currentTaskId: 'sync_fabric_1',
      errorId: 'e-1',
      retryAfterSeconds: 7,
    }),
  );

  expect(JSON.parse(failureText(known!.failure, true))).toMatchObject({
    current_task_id: 'sync_fabric_1',
    retry_after: 7,
  });
  expect(failureText(known!.failure, false).split('\n')).toEqual([
    'A run goes on?[2J',
    '  plan_id: is? not one',
    'Missing: kubernetes_server',
    'Its run: sync_fabric_1',
    "In the server's log: e-1",
    'Try again in 7 s',
    'Wait',
    'or cancel it',
    '',
  ]);
});
