import { ERRORS, isErrorCode, type ErrorCode, type ErrorDefinition } from '#server/domain/errors.ts';

/** Values for the placeholders of a message; also shown to people as "details". Never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** One field of a form or a resource that is wrong, and why. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

const LONGEST_MESSAGE_CHARACTERS = 4_000;

function fill(template: string, details: ErrorDetails): string {
  const text = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(details, name) ? details[name] : null;
    return String(value ?? (whole === '{id}' ? whole : 'unknown'));
  });
  const shown =
    text.length > LONGEST_MESSAGE_CHARACTERS ? `${text.slice(0, LONGEST_MESSAGE_CHARACTERS - 1)}…` : text;
  // It may quote a value of the cluster, and is stored: no column takes NUL or half of a surrogate pair.
  return shown.replaceAll('\0', '\ufffd').toWellFormed();
}

/**
 * The one error class. A code decides what people read, what they should do and whether to try again (errors.ts).
 * Adapters (Kubernetes, Git, Postgres) make it from foreign errors, once, at their edge.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly fields: readonly FieldError[];

  constructor(
    code: ErrorCode,
    details: ErrorDetails = {},
    options: { cause?: unknown; fields?: readonly FieldError[] } = {},
  ) {
    super(
      fill(ERRORS[code].message, details),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'AppError';
    this.code = code;
    this.details = details;
    this.fields = options.fields ?? [];
  }

  get definition(): ErrorDefinition {
    return ERRORS[this.code];
  }

  /** What to do about it, with the details filled in. */
  get advice(): string {
    return fill(this.definition.advice, this.details);
  }
}

/** Known by its code, not by its class: Next loads a second copy of every module. */
export function isAppError(error: unknown): error is AppError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    isErrorCode(error.code) &&
    'details' in error
  );
}
