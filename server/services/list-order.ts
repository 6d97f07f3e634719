import { asc, desc, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { AppError } from '#server/domain/app-error.ts';

export type Orderings = Readonly<Record<string, AnyPgColumn | SQL>>;

/**
 * The order that a list asks for: "field" or "-field"; `tie` makes it total, so that no row is on two pages.
 * @throws AppError REQUEST_INVALID naming the fields there are
 */
export function listOrder(
  ordering: string | undefined,
  orderings: Orderings,
  fallback: SQL[],
  tie: AnyPgColumn | SQL,
): SQL[] {
  if (ordering === undefined || ordering === '') return fallback;
  const field = ordering.replace(/^-/, '');
  const column = Object.hasOwn(orderings, field) ? orderings[field] : undefined;
  if (column === undefined) {
    const message = `Order by one of: ${Object.keys(orderings).join(', ')}; "-" in front for descending`;
    throw new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'ordering', message }] });
  }
  return ordering.startsWith('-') ? [desc(column), desc(tie)] : [asc(column), asc(tie)];
}

/** A pattern for ILIKE that finds the text anywhere, its own wildcards taken literally. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
