import { expect, test, vi } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { ERROR_CODES, errorDefinition } from '#server/domain/errors.ts';
import { errorBody } from '#server/domain/wire/list.ts';
import { errorAnswer } from '#server/http/error-answer.ts';
import type { Log } from '#server/log.ts';

const fakeLog = () => {
  const log = { warn: vi.fn<Log['warn']>(), error: vi.fn<Log['error']>() };
  return { log: log as unknown as Log, ...log };
};

test.each(ERROR_CODES)('%s has its status and a body in the one shape', (code) => {
  const { status, body } = errorAnswer(new AppError(code), fakeLog().log);

  expect(status).toBe(errorDefinition(code).http);
  expect(errorBody.strict().parse(body)).toMatchObject({ code });
});

test('what nobody foresaw is logged under the id that is shown, and shows nothing else', () => {
  const { log, error } = fakeLog();
  const fault = new TypeError('canary: cannot read properties of undefined');

  const { status, body } = errorAnswer(fault, log);

  expect(status).toBe(500);
  expect(body.code).toBe('INTERNAL');
  expect(JSON.stringify(body)).not.toContain('canary');
  expect(error).toHaveBeenCalledWith({ err: fault, errorId: body.error_id }, expect.any(String));
});

test.each(['ECONNREFUSED', 'CONNECTION_ENDED', '57P03', '53300'])(
  'a database that does not answer (%s) is 503, also in its wrapping',
  (code) => {
    const inner = Object.assign(new Error('canary'), { code });

    const { status, body } = errorAnswer(new Error('Failed query', { cause: inner }), fakeLog().log);

    expect([status, body.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    expect(JSON.stringify(body)).not.toContain('canary');
  },
);

test('what is missing, what runs already and how long to wait are told', () => {
  const { log } = fakeLog();

  const notReady = errorAnswer(new AppError('SYNC_NOT_READY', { why: 'x', required_config: 'a, b' }), log);
  const running = errorAnswer(new AppError('SYNC_ALREADY_RUNNING', { fabric: 'f', task_id: 't' }), log);
  const limited = errorAnswer(new AppError('RATE_LIMITED', { retry_after_seconds: 7 }), log);

  expect(notReady.body.required_config).toEqual(['a', 'b']);
  expect(running.body.current_task_id).toBe('t');
  expect(limited.headers).toEqual({ 'retry-after': '7' });
});
