import { gte, ilike, inArray, lt, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { containing } from '#server/services/list-order.ts';

/** What a filter may be given: one value, or several that mean any of them. */
export type AnyOf<T> = T | readonly T[] | undefined;

/** Nothing asked for filters nothing. */
export function isAnyOf<T extends string | number>(
  column: AnyPgColumn | SQL,
  wanted: AnyOf<T>,
): SQL | undefined {
  if (wanted === undefined) return undefined;
  return inArray(column as AnyPgColumn, typeof wanted === 'object' ? [...wanted] : [wanted]);
}

/** `…__ic`: the text anywhere in it, whatever the case. */
export function contains(column: AnyPgColumn | SQL, text: string | undefined): SQL | undefined {
  return text === undefined ? undefined : ilike(column, containing(text));
}

/** `…__gte` and `…__lt`. */
export function isBetween(
  column: AnyPgColumn,
  from: string | undefined,
  before: string | undefined,
): (SQL | undefined)[] {
  return [
    from === undefined ? undefined : gte(column, new Date(from)),
    before === undefined ? undefined : lt(column, new Date(before)),
  ];
}
