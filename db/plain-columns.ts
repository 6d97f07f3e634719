import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/*
 * For statements that are written by hand because they are sent all the time: the names and the types stay those of the schema.
 */

/** `"task_id" as "taskId", …`: every column of a table under the name that it has in its row type. */
export const selectedColumns = (table: PgTable): string =>
  Object.entries(getTableColumns(table))
    .map(([key, { name }]) => `"${name}" as "${key}"`)
    .join(', ');

/** The columns that a row sets and what the driver takes for them; undefined = left as it is. */
export function writtenColumns(
  table: PgTable,
  row: Readonly<Record<string, unknown>>,
): { readonly names: readonly string[]; readonly values: never[] } {
  const columns = getTableColumns(table);
  const names: string[] = [];
  const values: unknown[] = [];
  for (const [key, value] of Object.entries(row)) {
    const column = columns[key];
    if (value === undefined || column === undefined) continue;
    names.push(`"${column.name}"`);
    values.push(value === null ? null : column.mapToDriverValue(value));
  }
  return { names, values: values as never[] };
}
