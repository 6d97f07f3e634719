import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, inject } from 'vitest';
import { openDatabase, type OpenDatabase } from '#db/client.ts';

export interface TestDatabase extends OpenDatabase {
  /** Of this clone; for second pools and child processes. Whatever is still connected at the end is cut off. */
  readonly url: string;
}

/**
 * A database of one's own for a test file, empty and migrated, gone after it. At the top of the file:
 * `const { db, sql, url } = await testDatabase();`
 */
export async function testDatabase(options: { readonly max?: number } = {}): Promise<TestDatabase> {
  const { adminUrl, template } = inject('database');
  const name = `fabric_sync_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await asAdmin(adminUrl, (admin) => admin`create database ${admin(name)} template ${admin(template)}`);
  const open = openDatabase(url.href, { max: options.max ?? 10, applicationName: 'fabric-sync test' });

  afterAll(async () => {
    await open.close();
    await asAdmin(adminUrl, (admin) => admin`drop database if exists ${admin(name)} with (force)`);
  });
  return { ...open, url: url.href };
}

async function asAdmin(adminUrl: string, work: (admin: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
