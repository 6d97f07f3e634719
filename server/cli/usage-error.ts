/** The person typed something that means nothing; the message says what. */
export class UsageError extends Error {}
