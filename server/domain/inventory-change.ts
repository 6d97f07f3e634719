/** Columns of a fabric that a changed desired state moves. */
export interface NewInputPatch {
  readonly retryAttempt?: number;
  readonly retryAt?: Date;
  readonly scheduleStopped?: boolean;
}

/**
 * A changed inventory is a new desired state, as a new commit is: it ends a retry series, and a fabric in error tries again at
 * once with it. A fabric without an error keeps its schedule: several edits in a row go in one run.
 */
export function newInputPatch(fabric: { readonly errorCode: string | null }, now: Date): NewInputPatch {
  return fabric.errorCode === null ? {} : { retryAttempt: 0, retryAt: now, scheduleStopped: false };
}
