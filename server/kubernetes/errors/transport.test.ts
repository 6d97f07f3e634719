import { describe, expect, it } from 'vitest';
import type { AppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import { everythingIn, TOKEN } from '../testing/refusals.ts';
import { RequestTimeout, transportError } from './transport.ts';

describe('transportError', () => {
  const failure = (code: string, message = `connect to 10.0.0.1 ${TOKEN}`): Error =>
    Object.assign(new Error(message), { code });

  it.each<[string, ErrorCode]>([
    ['UND_ERR_CONNECT_TIMEOUT', 'K8S_NETWORK_TIMEOUT'],
    ['ETIMEDOUT', 'K8S_NETWORK_TIMEOUT'],
    ['EHOSTUNREACH', 'K8S_NETWORK_TIMEOUT'],
    ['ENETUNREACH', 'K8S_NETWORK_TIMEOUT'],
    ['ENOTFOUND', 'K8S_DNS_FAILED'],
    ['EAI_AGAIN', 'K8S_DNS_FAILED'],
    ['ECONNREFUSED', 'K8S_CONNECTION_REFUSED'],
    ['ECONNRESET', 'K8S_CONNECTION_REFUSED'],
    ['EPIPE', 'K8S_CONNECTION_REFUSED'],
    ['UND_ERR_SOCKET', 'K8S_CONNECTION_REFUSED'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'K8S_TLS_FAILED'],
    ['CERT_HAS_EXPIRED', 'K8S_TLS_FAILED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'K8S_TLS_FAILED'],
    ['EPROTO', 'K8S_TLS_FAILED'],
    ['HPE_INVALID_CONSTANT', 'K8S_API_SERVER_ERROR'],
  ])('%s → %s', (code, wanted) => {
    expect(transportError(failure(code))).toMatchObject({ code: wanted });
  });

  it('reads the code of what an error wraps', () => {
    const inner = failure('ECONNREFUSED');

    expect(transportError(new TypeError('fetch failed', { cause: inner }))).toMatchObject({
      code: 'K8S_CONNECTION_REFUSED',
    });
    expect(transportError(new AggregateError([inner, inner]))).toMatchObject({
      code: 'K8S_CONNECTION_REFUSED',
    });
  });

  it('calls an answer that ended too early what it is', () => {
    const error = transportError(failure('UND_ERR_SOCKET', 'other side closed'), 200);

    expect(error).toMatchObject({
      code: 'K8S_API_SERVER_ERROR',
      message: 'Kubernetes API server error: 200 the answer broke off',
    });
  });

  it('names no host and no token', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EPROTO', 'HPE_X'])
      expect(everythingIn(transportError(failure(code)) as AppError)).not.toMatch(/10\.0\.0\.1|canary/);
  });

  it('knows its own time limit', () => {
    expect(transportError(new RequestTimeout())).toMatchObject({ code: 'K8S_NETWORK_TIMEOUT' });
  });

  it.each([new TypeError('x is not a function'), 'a word', new DOMException('stopped', 'AbortError')])(
    'leaves alone what is no failure of the network: %s',
    (error) => {
      expect(transportError(error)).toBe(error);
    },
  );
});
