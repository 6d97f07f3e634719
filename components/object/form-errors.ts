import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { asApiError } from '#components/api/as-api-error.ts';

/**
 * Puts the server's field errors beside the fields and moves to the first one.
 * @returns what belongs to no field of the form, to be shown above it; null when every error found its field
 */
export function showServerErrors<T extends FieldValues, C, O>(
  form: UseFormReturn<T, C, O>,
  fieldNames: readonly string[],
  error: unknown,
): unknown {
  const { fields } = asApiError(error);
  const known = fields.filter(({ field }) => fieldNames.includes(field));
  known.forEach(({ field, message }, index) => {
    form.setError(field as Path<T>, { type: 'server', message }, { shouldFocus: index === 0 });
  });
  return known.length > 0 && known.length === fields.length ? null : error;
}
