import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import * as schema from '#db/schema/index.ts';

const TIMESTAMPTZ_OID = 1184;
const INT8_OID = 20;
const CONNECT_TIMEOUT_SECONDS = 10;
const CLOSE_TIMEOUT_SECONDS = 5;
/**
 * A process that is frozen or cut off in the middle of a transaction holds its locks: Postgres ends it after this long, so that
 * the others can go on. Well under a run's lease, and longer than any pause of a process that lives.
 */
const FROZEN_TRANSACTION_MS = 10_000;

type Schema = typeof schema;
export type Database = PostgresJsDatabase<Schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** What a verb takes that may run alone or inside its caller's transaction. */
export type DatabaseOrTransaction = Database | Transaction;

/**
 * The pool, or the transaction's connection, under Drizzle: what a page or a script asks all the time goes there, as a prepared
 * statement, at a seventh of the time.
 */
export const plainSql = (db: DatabaseOrTransaction): Sql =>
  (db as unknown as { readonly _: { readonly session: { readonly client: Sql } } })._.session.client;

export interface OpenDatabase {
  readonly db: Database;
  /** The same pool without Drizzle, for statements that it cannot say. Pass JSON as `${JSON.stringify(x)}::jsonb`. */
  readonly sql: Sql;
  /** Lets running queries end (5 s), then closes every connection. */
  close(): Promise<void>;
}

/**
 * Opens one pool. Nothing is dialled before the first query. Whichever way it is asked, a timestamptz reads as Date and
 * a bigint as number (as bigint beyond 2^53).
 * @param options.max connections at most; see pool-sizes.ts
 * @param options.onQuery is told each statement as it is sent
 */
export function openDatabase(
  url: string,
  options: {
    readonly max: number;
    readonly applicationName: string;
    readonly onQuery?: (statement: string) => void;
  },
): OpenDatabase {
  const { onQuery } = options;
  const sql = postgres(url, {
    ...(onQuery === undefined ? {} : { debug: (_: number, statement: string) => onQuery(statement) }),
    max: options.max,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    connection: {
      application_name: options.applicationName,
      TimeZone: 'UTC',
      idle_in_transaction_session_timeout: FROZEN_TRANSACTION_MS,
    },
    onnotice: () => {},
  });
  const db = drizzle(sql, { schema });

  // Drizzle hands timestamps through as text on the pool it is given, which also breaks Date parameters of plain statements.
  sql.options.parsers[TIMESTAMPTZ_OID] = (text: string) => new Date(text);
  sql.options.serializers[TIMESTAMPTZ_OID] = (value: Date | string) =>
    (value instanceof Date ? value : new Date(value)).toISOString();
  sql.options.parsers[INT8_OID] = (text: string) => {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  };

  return { db, sql, close: () => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS }) };
}
