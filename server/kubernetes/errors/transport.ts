import { AppError, isAppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import { tlsReason } from './tls-reason.ts';

/** Nothing came back in time; `sent` = the request was on its way, so that nobody knows whether it took effect. */
export class RequestTimeout extends Error {
  readonly code = 'REQUEST_TIMEOUT';
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  REQUEST_TIMEOUT: 'K8S_NETWORK_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'K8S_NETWORK_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'K8S_NETWORK_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'K8S_NETWORK_TIMEOUT',
  ETIMEDOUT: 'K8S_NETWORK_TIMEOUT',
  // No route: for the person who reads it the API is unreachable, whichever router says so.
  EHOSTUNREACH: 'K8S_NETWORK_TIMEOUT',
  ENETUNREACH: 'K8S_NETWORK_TIMEOUT',
  EHOSTDOWN: 'K8S_NETWORK_TIMEOUT',
  ENETDOWN: 'K8S_NETWORK_TIMEOUT',
  EADDRNOTAVAIL: 'K8S_NETWORK_TIMEOUT',
  ENOTFOUND: 'K8S_DNS_FAILED',
  EAI_AGAIN: 'K8S_DNS_FAILED',
  EAI_FAIL: 'K8S_DNS_FAILED',
  EAI_NODATA: 'K8S_DNS_FAILED',
  EAI_NONAME: 'K8S_DNS_FAILED',
  ENODATA: 'K8S_DNS_FAILED',
  ESERVFAIL: 'K8S_DNS_FAILED',
  EBADNAME: 'K8S_DNS_FAILED',
  ETIMEOUT: 'K8S_DNS_FAILED',
  ECONNREFUSED: 'K8S_CONNECTION_REFUSED',
  ECONNRESET: 'K8S_CONNECTION_REFUSED',
  ECONNABORTED: 'K8S_CONNECTION_REFUSED',
  EPIPE: 'K8S_CONNECTION_REFUSED',
  UND_ERR_SOCKET: 'K8S_CONNECTION_REFUSED',
  UND_ERR_CLOSED: 'K8S_CONNECTION_REFUSED',
  UND_ERR_DESTROYED: 'K8S_CONNECTION_REFUSED',
};

/** Codes of an answer that broke off after its first bytes. */
const BROKEN_OFF = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
]);

/**
 * An error of the network, TLS or HTTP layer as AppError; foreign messages, which name hosts and addresses, are left behind.
 * What is not of these layers (a fault in our own code, a stop by the caller) comes back as it is.
 * @param status of the answer, if its head had come in when the error came
 */
export function transportError(error: unknown, status: number | null = null): unknown {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  if (code === null) return error;
  if (status !== null && BROKEN_OFF.has(code)) {
    return new AppError('K8S_API_SERVER_ERROR', { status, message: 'the answer broke off', reason: code });
  }
  const refusal = proxyRefusal(error);
  if (refusal !== null) return new AppError('K8S_CONNECTION_REFUSED', { reason: `PROXY_${refusal}` });
  const why = tlsReason(code);
  if (why !== null) return new AppError('K8S_TLS_FAILED', { why, reason: code });
  const known = CODES[code];
  if (known !== undefined) return new AppError(known, { reason: code });
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_')) {
    const message = 'the answer is not valid HTTP';
    return new AppError('K8S_API_SERVER_ERROR', { status: status ?? 'answer', message, reason: code });
  }
  return error;
}

/** The status with which a proxy refused the tunnel; undici says it in words only. */
function proxyRefusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] ?? null;
}

/** The code of an error or of what it wraps; several attempts at several addresses count as the first. */
function codeOf(error: unknown, depth = 0): string | null {
  if (!(error instanceof Error) || depth > 3) return null;
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  // undici leaves the code of some of these empty.
  if (error.name === 'HTTPParserError') return 'HPE_INVALID';
  if (error instanceof AggregateError) return codeOf(error.errors[0], depth + 1);
  return codeOf(error.cause, depth + 1);
}
