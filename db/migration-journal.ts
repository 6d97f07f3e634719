import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { AppError } from '#server/domain/app-error.ts';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

/** A migration of the code. */
export interface Migration {
  readonly tag: string;
  /** Milliseconds since 1970; what Drizzle orders and remembers migrations by. */
  readonly madeAt: number;
  readonly hash: string;
}

/** A migration that the database remembers. */
export interface AppliedMigration {
  readonly madeAt: number;
  readonly hash: string;
}

/**
 * The migrations of a folder, in order.
 * @throws CONFIG_INVALID when the journal's times do not rise: Drizzle applies only what is younger than the youngest applied
 * one, so a migration that was merged with an older time would silently never run
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const journal = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[];
  };
  const files = readMigrationFiles({ migrationsFolder: folder });
  const migrations = journal.entries.map(({ tag, when }, index) => ({
    tag,
    madeAt: when,
    hash: files[index]?.hash ?? '',
  }));
  for (const [index, { tag, madeAt }] of migrations.entries()) {
    const before = migrations[index - 1];
    if (before !== undefined && before.madeAt >= madeAt) {
      throw new AppError('CONFIG_INVALID', {
        why: `The migrations are out of order: ${tag} is not younger than ${before.tag}. Generate ${tag} again`,
      });
    }
  }
  return migrations;
}

/**
 * What is still to be applied.
 * @throws CONFIG_INVALID when the database has what the code does not: it is newer, or its migrations were changed since
 */
export function pendingOf(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  for (const [index, { madeAt, hash }] of applied.entries()) {
    const known = migrations[index];
    if (known === undefined || (known.madeAt !== madeAt && madeAt > (migrations.at(-1)?.madeAt ?? 0))) {
      throw new AppError('CONFIG_INVALID', {
        why: `The database is newer than this version of Fabric Sync (it has ${applied.length} migrations, this version knows ${migrations.length}). Start the version that migrated it, or a newer one`,
      });
    }
    if (known.madeAt !== madeAt || known.hash !== hash) {
      throw new AppError('CONFIG_INVALID', {
        why: `The database was migrated by something other than ${known.tag} of this version of Fabric Sync. Start the version that migrated it, or begin with an empty database`,
      });
    }
  }
  return migrations.slice(applied.length);
}
