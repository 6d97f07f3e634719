/** How long a new token may live, in days; null = until it is revoked. */
export const EXPIRY_DAYS = [7, 30, 90, 365, null] as const;

const DAY_MS = 86_400_000;

/** The moment at which a token of so many days ends. */
export function expiresAt(days: number | null, nowMs: number): string | null {
  return days === null ? null : new Date(nowMs + days * DAY_MS).toISOString();
}
