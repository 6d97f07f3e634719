/** "about 4 s left"; null when not known, "almost done" when the estimate is past. */
export function timeLeftWords(estimatedCompletion: string | null, nowMs: number): string | null {
  if (estimatedCompletion === null) return null;
  const seconds = Math.ceil((Date.parse(estimatedCompletion) - nowMs) / 1_000);
  if (seconds <= 0) return 'almost done';
  return seconds < 90 ? `about ${seconds} s left` : `about ${Math.round(seconds / 60)} min left`;
}
