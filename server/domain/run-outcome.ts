import { afterFailure, CLOSED } from '#server/domain/circuit-breaker.ts';
import { errorDefinition, type ErrorCode } from '#server/domain/errors.ts';
import { retryDelayMs } from '#server/domain/retry.ts';
import type { ConflictPolicy } from '#server/domain/words.ts';

/** How a run ended, as far as its fabric cares. */
export type RunOutcome =
  /** Read back and found equal to the desired state. */
  | { readonly type: 'verified' }
  /** Did what it was asked, but proves nothing for the whole fabric (a selection, an import). */
  | { readonly type: 'partial' }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly advice: string;
      /** It ran on a configuration that has changed since: the next attempt is the first with the new one. */
      readonly outdated?: boolean;
    }
  /** Refused before its first write because of what was asked of it: no fault of the fabric. */
  | { readonly type: 'refused' }
  /** Stopped before its first write: the fabric is as it was. */
  | { readonly type: 'stopped_untouched' };

/** Columns of the fabric that the end of a run writes. */
export interface OutcomeInputs {
  /** The run that ends. */
  readonly activeRunId: number | null;
  readonly conflictPolicy: ConflictPolicy;
  readonly retryAttempt: number;
  readonly breakerFailures: number;
  readonly breakerOpenUntil: Date | null;
}

export interface OutcomePatch {
  readonly lastAttemptAt?: Date;
  readonly lastSync?: Date;
  readonly connectionError?: string | null;
  readonly syncError?: string | null;
  readonly errorCode?: ErrorCode | null;
  readonly errorAdvice?: string | null;
  readonly errorRunId?: number | null;
  /** False: a run's own finding takes the place of the health check's. */
  readonly errorByHealthCheck?: false;
  readonly retryAttempt?: number;
  readonly retryAt?: Date | null;
  readonly scheduleStopped?: boolean;
  readonly breakerFailures?: number;
  readonly breakerOpenUntil?: Date | null;
}

const NO_ERROR = {
  connectionError: null,
  syncError: null,
  errorCode: null,
  errorAdvice: null,
  errorRunId: null,
  errorByHealthCheck: false,
} as const;

/**
 * What the end of a run means for its fabric: error texts, retry series, schedule, breaker (SPEC sections 3 and 8).
 * A run's error is cleared only by a run that succeeds; a later failure takes the place of an earlier one.
 *
 * @param random uniform in 0 to 1, for the jitter of the retry
 */
export function runOutcomePatch(
  fabric: OutcomeInputs,
  outcome: RunOutcome,
  now: Date,
  random: number,
): OutcomePatch {
  switch (outcome.type) {
    case 'verified':
      return {
        ...NO_ERROR,
        lastAttemptAt: now,
        lastSync: now,
        retryAttempt: 0,
        retryAt: null,
        scheduleStopped: false,
        breakerFailures: CLOSED.failures,
        breakerOpenUntil: CLOSED.openUntil,
      };
    // Neither is an attempt at the whole: the schedule and a retry series go on as if it had not been.
    case 'partial':
    case 'refused':
      return {};
    case 'stopped_untouched':
      return { lastAttemptAt: now, retryAt: null };
    case 'failed':
      return {
        ...failurePatch(fabric, outcome, now, random),
        ...(outcome.outdated === true ? { ...NEW_INPUT, retryAt: now } : {}),
      };
  }
}

/** As after a changed configuration: it ends the retry series, a stopped schedule and the breaker's wait. */
const NEW_INPUT = {
  retryAttempt: 0,
  scheduleStopped: false,
  breakerFailures: CLOSED.failures,
  breakerOpenUntil: CLOSED.openUntil,
} as const;

function failurePatch(
  fabric: OutcomeInputs,
  failure: { readonly code: ErrorCode; readonly message: string; readonly advice: string },
  now: Date,
  random: number,
): OutcomePatch {
  const definition = errorDefinition(failure.code);
  const breaker = afterFailure(
    { failures: fabric.breakerFailures, openUntil: fabric.breakerOpenUntil },
    definition.opensBreaker,
    now,
  );
  // Under `respect` a conflict is somebody's decision, not a passing fault: the schedule goes on, no retry series.
  const retries = !(failure.code === 'K8S_CONFLICT' && fabric.conflictPolicy === 'respect');
  // The text is what makes the state `error`: without one a failure would look like success.
  const text = failure.message.trim() === '' ? failure.code : failure.message;
  const delay = retries ? retryDelayMs(definition.retry, fabric.retryAttempt, random) : null;
  return {
    lastAttemptAt: now,
    connectionError: definition.kept === 'connection_error' ? text : null,
    syncError: definition.kept === 'connection_error' ? null : text,
    errorCode: failure.code,
    errorAdvice: failure.advice,
    errorRunId: fabric.activeRunId,
    errorByHealthCheck: false,
    // A series used up stays used up: the schedule goes on without a new one until something changes.
    retryAttempt:
      delay === null
        ? retries && definition.retry.strategy !== 'none'
          ? fabric.retryAttempt
          : 0
        : fabric.retryAttempt + 1,
    retryAt: delay === null ? null : new Date(now.getTime() + delay),
    scheduleStopped: definition.stopsSchedule,
    breakerFailures: breaker.failures,
    breakerOpenUntil: breaker.openUntil,
  };
}
