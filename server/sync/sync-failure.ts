import type { AppError } from '#server/domain/app-error.ts';
import type { Plan } from '#server/domain/plan/plan-types.ts';
import type { RunCounts } from '#server/domain/run.ts';
import type { ResourceRecord } from '#server/sync/prepare/read.ts';

/** What is known of the cluster when a run fails, or is stopped, after it began to write. */
export interface FailureFacts {
  readonly counts: RunCounts;
  /** The comparison after the failure; null = the cluster could not be read any more. */
  readonly plan: Plan | null;
  /** What the database knew when the run read it. */
  readonly record: ResourceRecord;
  readonly commit: string | null;
}

/** A run that did not reach the desired state, with what it did and found. */
export class SyncFailure extends Error {
  /** Null = stopped from outside; the run's signal says why. */
  readonly error: AppError | null;
  readonly facts: FailureFacts;

  constructor(error: AppError | null, facts: FailureFacts) {
    super(error?.message ?? 'stopped', { cause: error ?? undefined });
    this.name = 'SyncFailure';
    this.error = error;
    this.facts = facts;
  }
}
