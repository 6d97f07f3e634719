import { asc, desc, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { AppError } from '#server/domain/app-error.ts';

export type Orderings = Readonly<Record<string, AnyPgColumn | SQL>>;

const FIELDS_MAX = 5;

/**
 * The order that a list asks for: "field" or "-field", several separated by commas; what is not there stands last either way.
 * `tie` makes it total, so that no row is on two pages.
 * @throws AppError REQUEST_INVALID naming the fields there are
 */
export function listOrder(
  ordering: string | undefined,
  orderings: Orderings,
  fallback: SQL[],
  tie: AnyPgColumn | SQL,
): SQL[] {
  const asked = (ordering ?? '').split(',').map((each) => each.trim());
  const words = asked.filter((each) => each !== '');
  if (words.length === 0) return fallback;
  if (words.length > FIELDS_MAX) throw refused(`Order by at most ${FIELDS_MAX} fields`);
  const order = words.map((word) => {
    const field = word.replace(/^-/, '');
    const column = Object.hasOwn(orderings, field) ? orderings[field] : undefined;
    if (column === undefined) {
      throw refused(`Order by one of: ${Object.keys(orderings).join(', ')}; "-" in front for descending`);
    }
    return directed(column, word.startsWith('-'));
  });
  return [...order, words[0]?.startsWith('-') ? desc(tie) : asc(tie)];
}

/** Columns that always hold something keep the plain form, which their indexes serve. */
function directed(column: AnyPgColumn | SQL, descending: boolean): SQL {
  if (!descending) return asc(column);
  return 'notNull' in column && column.notNull ? desc(column) : sql`${column} desc nulls last`;
}

const refused = (message: string): AppError =>
  new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'ordering', message }] });

/** A pattern for ILIKE that finds the text anywhere, its own wildcards taken literally. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
