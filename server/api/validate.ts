import type { z } from 'zod';
import { AppError, type FieldError } from '#server/domain/app-error.ts';

const dotted = (path: readonly string[]): string | undefined => path.join('.');

/**
 * Parses what a client sent. @throws AppError REQUEST_INVALID with an entry a field
 * @param nameOf how a place in the value is called
 */
export function validate<T extends z.ZodType>(
  schema: T,
  value: unknown,
  nameOf: (path: readonly string[]) => string | undefined = dotted,
): z.output<T> {
  const parsed = schema.safeParse(value, {
    error: (issue) =>
      issue.input === undefined && issue.code === 'invalid_type' ? 'This field is required' : undefined,
  });
  if (parsed.success) return parsed.data;
  throw new AppError(
    'REQUEST_INVALID',
    {},
    { cause: parsed.error, fields: parsed.error.issues.flatMap((issue) => fieldErrors(issue, nameOf)) },
  );
}

function fieldErrors(issue: z.core.$ZodIssue, nameOf: typeof dotted): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'There is no such field' }));
  }
  return [{ field: nameOf(path) || 'body', message: issue.message }];
}
