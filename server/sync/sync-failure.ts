import type { AppError } from '#server/domain/app-error.ts';
import type { Plan } from '#server/domain/plan/plan-types.ts';
import type { RunCounts } from '#server/domain/run.ts';

/** What is known of the cluster when a run fails after it began to compare. */
export interface FailureFacts {
  readonly counts: RunCounts;
  /** The comparison after the failure; null = the cluster could not be read any more. */
  readonly plan: Plan | null;
  readonly commit: string | null;
}

/** A run that did not reach the desired state, with what it did and found. */
export class SyncFailure extends Error {
  readonly error: AppError;
  readonly facts: FailureFacts;

  constructor(error: AppError, facts: FailureFacts) {
    super(error.message, { cause: error });
    this.name = 'SyncFailure';
    this.error = error;
    this.facts = facts;
  }
}
