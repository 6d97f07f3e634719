import { ago } from '#server/domain/duration.ts';

/** "2 min ago", of what has happened: never in the future, however the clocks differ. */
export function sinceWords(atMs: number, nowMs: number): string {
  return ago(Math.max(0, nowMs - atMs));
}

/** "2 min ago" for the past, "in 3 min" for the future. */
export function relativeWords(atMs: number, nowMs: number): string {
  const ahead = atMs - nowMs;
  if (ahead <= 0) return ago(-ahead);
  const seconds = Math.ceil(ahead / 1_000);
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 3_600) return `in ${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `in ${Math.round(seconds / 3_600)} h`;
  return `in ${Math.round(seconds / 86_400)} d`;
}

/** "240 ms", "4.2 s", "1 min 12 s", "2 h 5 min". */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor(seconds / 60) % 60} min`;
}

/** "every 5 min", "every 90 s"; 0 is manual only. */
export function intervalWords(seconds: number): string {
  if (seconds === 0) return 'manual only';
  if (seconds % 3_600 === 0) return `every ${seconds / 3_600} h`;
  if (seconds % 60 === 0) return `every ${seconds / 60} min`;
  return `every ${seconds} s`;
}

/** The exact moment in the person's own zone, with the zone said. */
export function exactWords(iso: string): string {
  return new Date(iso).toLocaleString(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}
