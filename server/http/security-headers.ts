import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const NONCE_BYTES = 16;
const ONE_YEAR_SECONDS = 31_536_000;

/** Headers that every answer carries. @param secure whether people reach us by https */
function commonHeaders(secure: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(secure ? { 'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}` } : {}),
  };
}

/** An answer of the API is data: it may load nothing, be framed nowhere, be kept by nobody. */
export function apiHeaders(secure: boolean): Record<string, string> {
  return {
    ...commonHeaders(secure),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  };
}

/**
 * Call before Next handles a page. Next puts the nonce that it finds in the *request's* policy on every script it writes;
 * it can do so only in pages that are rendered for the request, which all pages behind a sign-in are. Styles may be inline:
 * React writes style attributes, which no nonce covers.
 */
export function securityHeaders(
  response: ServerResponse,
  options: { readonly development: boolean; readonly secure?: boolean },
): void {
  const { req: request } = response;
  const { development, secure = false } = options;
  const policy = pagePolicy(randomBytes(NONCE_BYTES).toString('base64'), { development, secure });
  request.headers['content-security-policy'] = policy;
  delete request.headers['content-security-policy-report-only'];
  response.setHeader('content-security-policy', policy);
  for (const [name, value] of Object.entries(commonHeaders(secure))) response.setHeader(name, value);
}

/** React's development build evaluates code for its stack traces. */
function pagePolicy(
  nonce: string,
  { development, secure }: { readonly development: boolean; readonly secure: boolean },
): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
