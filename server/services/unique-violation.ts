const UNIQUE_VIOLATION = '23505';

/** The constraint that a failed insert or update broke, or null; looks through Drizzle's wrapping. */
export function violatedUnique(error: unknown): string | null {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && each.code === UNIQUE_VIOLATION) {
      return 'constraint_name' in each && typeof each.constraint_name === 'string'
        ? each.constraint_name
        : '';
    }
  }
  return null;
}
