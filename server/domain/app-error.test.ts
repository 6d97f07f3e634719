import { describe, expect, test } from 'vitest';
import { AppError, isAppError } from '#server/domain/app-error.ts';
import { ERROR_CODES } from '#server/domain/errors.ts';

describe('a message is filled from the details', () => {
  test('each placeholder by its own', () => {
    const error = new AppError('K8S_CRD_VALIDATION_FAILED', {
      resource: 'VPC default/a',
      field: 'vlan',
      why: 'too big',
    });

    expect(error.message).toBe('CRD validation failed: VPC default/a: vlan: too big');
  });

  test('numbers and booleans as they are written', () => {
    const error = new AppError('K8S_API_SERVER_ERROR', { status: 503, message: false });

    expect(error.message).toBe('Kubernetes API server error: 503 false');
  });

  test.each([{}, { why: null }, { who: 'else' }])('what is not known says so: %o', (details) => {
    expect(new AppError('K8S_TLS_FAILED', details).message).toBe('TLS verification failed: unknown');
  });

  test.each(['{id}', '{why}', '$&', '$1', '\\'])('a value is not read again: %s', (why) => {
    expect(new AppError('K8S_TLS_FAILED', { why, id: 'x' }).message).toBe(`TLS verification failed: ${why}`);
  });

  test('the error id stays a placeholder until somebody gives one', () => {
    expect(new AppError('INTERNAL').message).toBe('Internal fault (error id {id})');
    expect(new AppError('INTERNAL', { id: 'e-1' }).message).toBe('Internal fault (error id e-1)');
  });

  test('the advice too', () => {
    const error = new AppError('K8S_AUTH_INSUFFICIENT_PERMISSIONS', { missing: 'patch vpcs' });

    expect(error.advice).toBe('Update RBAC permissions for the service account: patch vpcs');
  });

  test('it is bounded, and says that it was cut', () => {
    const long = new AppError('K8S_TLS_FAILED', { why: 'x'.repeat(10_000) }).message;
    const longest = new AppError('K8S_TLS_FAILED', {
      why: 'x'.repeat(4_000 - 'TLS verification failed: '.length),
    }).message;

    expect(long).toHaveLength(4_000);
    expect(long.endsWith('x…')).toBe(true);
    expect(longest).toHaveLength(4_000);
    expect(longest.endsWith('x')).toBe(true);
  });

  test.each([
    ['NUL that it quotes', 'a\0b', 'a\ufffdb'],
    ['half of a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['a pair that the cut went through', `x${'\u{1f600}'.repeat(3_000)}`, '\ufffd…'],
  ])('it can be stored, whatever it quotes: %s', (_, why, end) => {
    expect(new AppError('K8S_TLS_FAILED', { why }).message.endsWith(end)).toBe(true);
  });
});

test.each(ERROR_CODES)('%s says something and advises something, whatever the details', (code) => {
  const error = new AppError(code);

  expect(error.message).toMatch(/\w{3,}/);
  expect(error.advice).toMatch(/\w{3,}/);
  expect(error.advice).not.toMatch(/[{}]/);
});

test('it keeps code, details, fields and cause', () => {
  const cause = new Error('socket hang up');
  const fields = [{ field: 'name', message: 'Enter a name' }];

  const error = new AppError('REQUEST_INVALID', { a: 1 }, { cause, fields });

  expect(error).toMatchObject({
    name: 'AppError',
    code: 'REQUEST_INVALID',
    details: { a: 1 },
    fields,
    cause,
  });
  expect(error.definition.http).toBe(422);
});

test('without cause it has none, without fields an empty list', () => {
  const error = new AppError('FORBIDDEN');

  expect('cause' in error).toBe(false);
  expect(error.fields).toEqual([]);
});

describe('it is known by its code', () => {
  const fromAnotherCopy = Object.assign(new Error('x'), { code: 'NOT_FOUND', details: {}, fields: [] });

  test.each<[string, unknown, boolean]>([
    ['an AppError', new AppError('NOT_FOUND'), true],
    ['one made by a second copy of the module', fromAnotherCopy, true],
    ['an error of Node', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), false],
    ['an error of Postgres', Object.assign(new Error('x'), { code: '23505', details: '' }), false],
    ['an error with a code of ours by chance', Object.assign(new Error('x'), { code: 'CONFLICT' }), false],
    ['an object', { code: 'NOT_FOUND', details: {} }, false],
    ['nothing', undefined, false],
  ])('%s: %s', (_, value, expected) => {
    expect(isAppError(value)).toBe(expected);
  });
});
