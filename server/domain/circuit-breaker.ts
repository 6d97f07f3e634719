/**
 * One circuit breaker per fabric, kept in its row and so shared by all processes.
 *
 * | state     | how it is known                  | automatic runs          |
 * | --------- | -------------------------------- | ----------------------- |
 * | closed    | openUntil is null                | as scheduled            |
 * | open      | openUntil in the future          | none; Sync Now = trial  |
 * | half open | openUntil reached                | exactly one trial       |
 *
 * Only failures of the transport kind count (errors.ts, opensBreaker); any other end of a run closes it.
 */
export interface Breaker {
  readonly failures: number;
  readonly openUntil: Date | null;
}

const BREAKER_THRESHOLD = 5;
const BREAKER_OPEN_SECONDS = 300;

export const CLOSED: Breaker = { failures: 0, openUntil: null };

/** The breaker after a run failed; `transport` = whether the failure was of the kind that counts. */
export function afterFailure(breaker: Breaker, transport: boolean, now: Date): Breaker {
  if (!transport) return CLOSED;
  const failures = breaker.failures + 1;
  const openUntil =
    failures >= BREAKER_THRESHOLD ? new Date(now.getTime() + BREAKER_OPEN_SECONDS * 1_000) : null;
  return { failures, openUntil };
}

export function isOpen(breaker: Breaker, now: Date): boolean {
  return breaker.openUntil !== null && breaker.openUntil.getTime() > now.getTime();
}
