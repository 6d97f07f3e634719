import { z } from 'zod';

const claimsSchema = z.object({ exp: z.number().positive() });

/** When a JWT says that it expires, read without verifying it; null for tokens without such a time and for those of other forms. */
export function tokenExpiry(token: string): Date | null {
  const parts = token.split('.');
  const payload = parts[1];
  if (parts.length !== 3 || payload === undefined) return null;
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    if (!claims.success) return null;
    const expiry = new Date(claims.data.exp * 1_000);
    return Number.isNaN(expiry.getTime()) ? null : expiry;
  } catch {
    return null;
  }
}
