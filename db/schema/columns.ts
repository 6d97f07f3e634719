import { sql } from 'drizzle-orm';
import { check, text, timestamp, type AnyPgColumn } from 'drizzle-orm/pg-core';

/** An instant; always with time zone, read as Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** A column that holds one word of a vocabulary (server/domain/words.ts); pair it with `oneOf`. */
export const word = <const T extends readonly [string, ...string[]]>(name: string, words: T) =>
  text(name, { enum: words });

/** The CHECK that holds a word column to its vocabulary; text + CHECK, because a Postgres enum cannot lose a word. */
export const oneOf = (name: string, column: AnyPgColumn, words: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(words.map((each) => `'${each}'`).join(', '))})`);
