import { deriveKey } from '#server/secrets/seal.ts';

/** What signs session cookies: from the installation's current key, so that all processes take each other's cookies. */
export function cookieSecretOf(keys: readonly Buffer[]): string {
  const current = keys[0];
  if (current === undefined) throw new RangeError('cookieSecretOf needs at least one key, got none');
  return deriveKey(current, 'session cookies').toString('base64url');
}
