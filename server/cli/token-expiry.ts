import { UsageError } from '#server/cli/usage-error.ts';

const DAY_MS = 86_400_000;

/** "90d", a date or a time as an instant; a date means its end, in UTC. @throws UsageError */
export function expiryOf(text: string, now: Date): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return new Date(now.getTime() + Number(days) * DAY_MS).toISOString();
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text);
  const instant = new Date(isDate ? `${text}T23:59:59Z` : text);
  // A day that there is not, such as 30 February, becomes another one.
  const exists = !Number.isNaN(instant.getTime()) && (!isDate || instant.toISOString().startsWith(text));
  if ((isDate || isTime) && exists) return instant.toISOString();
  throw new UsageError(`--expires takes 90d, 2027-01-31 or 2027-01-31T12:00:00Z, not "${text}"`);
}
