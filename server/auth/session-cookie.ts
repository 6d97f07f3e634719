import { createHmac, timingSafeEqual } from 'node:crypto';

/** The session cookie as better-auth writes it: `<token>.<base64 of HMAC-SHA256>`, percent-encoded. */

export const COOKIE_PREFIX = 'fabric-sync';
const COOKIE_NAME = `${COOKIE_PREFIX}.session_token`;

/** Browsers take a name with this prefix over TLS only. */
export const sessionCookieName = (secure: boolean): string =>
  secure ? `__Secure-${COOKIE_NAME}` : COOKIE_NAME;

/**
 * The session token of a Cookie header, or null when there is none or its signature is not ours: a token read from the
 * database alone makes no cookie.
 */
export function readSessionToken(
  cookieHeader: string | null | undefined,
  options: { readonly secret: string; readonly secure: boolean },
): string | null {
  const name = sessionCookieName(options.secure);
  for (const part of (cookieHeader ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1 || part.slice(0, equals).trim() !== name) continue;
    const value = decode(part.slice(equals + 1).trim());
    const dot = value.lastIndexOf('.');
    if (dot <= 0) return null;
    const token = value.slice(0, dot);
    const given = Buffer.from(value.slice(dot + 1), 'base64');
    const expected = createHmac('sha256', options.secret).update(token).digest();
    return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
