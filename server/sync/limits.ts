/** Time limits of a run, in seconds and milliseconds; the contract's own (SPEC section 4). */
export const RUN_LIMIT_SECONDS = 600;
/** Progress reaches the database at most this often; within it only the last one counts. */
export const PROGRESS_EVERY_MS = 250;
