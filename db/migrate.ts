import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import type { Database } from '#db/client.ts';
import { AppError } from '#server/domain/app-error.ts';
import {
  MIGRATIONS_FOLDER,
  pendingOf,
  readMigrations,
  type AppliedMigration,
} from '#db/migration-journal.ts';

/** Any number, the same in all processes of all versions. */
const LOCK_KEY = 4_127_650_923;
/** How long to wait for another process that migrates. */
const LOCK_TIMEOUT_MINUTES = 10;
/** A change of the schema that waits for a table stops everybody behind it, so it rather fails. */
const TABLE_TIMEOUT_SECONDS = 30;

/**
 * Brings the schema to what the code needs, all or nothing, and returns the tags that were applied. Any number of processes
 * may call it at once: one migrates, the others wait for it. Drizzle itself takes no lock.
 * @throws CONFIG_INVALID when the database is newer than the code, was migrated by other migrations, or one of them fails
 */
export async function migrateDatabase(
  url: string,
  folder: string = MIGRATIONS_FOLDER,
  { tableTimeoutSeconds = TABLE_TIMEOUT_SECONDS }: { readonly tableTimeoutSeconds?: number } = {},
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  return await withOneConnection(url, async (sql) => {
    // The lock belongs to the session: when this process dies it is free.
    await sql`select set_config('lock_timeout', ${`${LOCK_TIMEOUT_MINUTES}min`}, false)`;
    await sql`select pg_advisory_lock(${LOCK_KEY})`;
    await sql`select set_config('lock_timeout', ${`${tableTimeoutSeconds * 1_000}ms`}, false)`;
    const pending = pendingOf(migrations, await appliedMigrations(sql));
    if (pending.length === 0) return [];
    try {
      await migrate(drizzle(sql), { migrationsFolder: folder });
    } catch (error) {
      throw new AppError(
        'CONFIG_INVALID',
        { why: `The database could not be migrated and is as it was before: ${reason(error)}` },
        { cause: error },
      );
    }
    return pending.map(({ tag }) => tag);
  });
}

/**
 * The tags of the migrations that the database still needs; changes nothing.
 * @throws as migrateDatabase does for a database that does not fit the code
 */
export async function pendingMigrations(url: string, folder: string = MIGRATIONS_FOLDER): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const applied = await withOneConnection(url, appliedMigrations);
  return pendingOf(migrations, applied).map(({ tag }) => tag);
}

/** The same on a pool that is open already; nothing is dialled anew. */
export async function pendingMigrationsIn(
  db: Database,
  folder: string = MIGRATIONS_FOLDER,
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const applied = await db.execute<{ hash: string; created_at: string }>(
    drizzleSql`select hash, created_at from drizzle.__drizzle_migrations order by created_at, id`,
  );
  return pendingOf(
    migrations,
    applied.map((row) => ({ hash: row.hash, madeAt: Number(row.created_at) })),
  ).map(({ tag }) => tag);
}

async function appliedMigrations(sql: Sql): Promise<AppliedMigration[]> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (table?.['name'] === null) return [];
  const rows = await sql<{ hash: string; created_at: string }[]>`
    select hash, created_at from drizzle.__drizzle_migrations order by created_at, id`;
  return rows.map((row) => ({ hash: row.hash, madeAt: Number(row.created_at) }));
}

async function withOneConnection<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    connection: { application_name: 'fabric-sync migrate' },
    onnotice: () => {},
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Postgres' own words; Drizzle's would repeat the whole statement. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
