import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { ask } from '#db/embedded/fixtures/ask.ts';
import { migrateDatabase, pendingMigrations } from '#db/migrate.ts';

const { adminUrl } = inject('database');
const folders: string[] = [];
let url = '';

beforeEach(async () => {
  const name = `fabric_sync_migrate_${randomBytes(6).toString('hex')}`;
  await ask(adminUrl, (sql) => sql`create database ${sql(name)}`);
  const target = new URL(adminUrl);
  target.pathname = `/${name}`;
  url = target.href;
});

afterEach(async () => {
  await ask(adminUrl, (sql) => sql`drop database ${sql(new URL(url).pathname.slice(1))} with (force)`);
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** A folder of migrations; their times rise in the order given. */
async function folderWith(migrations: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-migrations-'));
  folders.push(folder);
  await mkdir(join(folder, 'meta'));
  const entries = Object.keys(migrations).map((tag, idx) => ({
    idx,
    tag,
    when: 1_000 + idx,
    breakpoints: true,
  }));
  await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify({ entries }));
  for (const [tag, statements] of Object.entries(migrations))
    await writeFile(join(folder, `${tag}.sql`), statements);
  return folder;
}

const tables = async () =>
  await ask(url, async (sql) => {
    const rows = await sql<
      { name: string }[]
    >`select tablename as name from pg_tables where schemaname = 'public' order by 1`;
    return rows.map(({ name }) => name);
  });

const A = { '0000_a': 'create table a (id int);' };
const AB = { ...A, '0001_b': 'create table b (id int);' };

describe('migrateDatabase', () => {
  test('applies what is pending, in order, once', async () => {
    const first = await migrateDatabase(url, await folderWith(A));
    const both = await folderWith(AB);
    const pending = await pendingMigrations(url, both);
    const second = await migrateDatabase(url, both);
    const third = await migrateDatabase(url, both);

    expect([first, pending, second, third]).toEqual([['0000_a'], ['0001_b'], ['0001_b'], []]);
    expect(await tables()).toEqual(['a', 'b']);
  });

  test("applies the product's own migrations to an empty database", async () => {
    const pending = await pendingMigrations(url);
    const applied = await migrateDatabase(url);

    expect(applied).toEqual(pending);
    expect(applied[0]).toBe('0000_initial');
    expect(await tables()).toContain('fabrics');
  });

  test('is safe when four processes start at once: one migrates, the others find it done', async () => {
    const folder = await folderWith({ '0000_slow': 'create table a (id int); select pg_sleep(0.3);' });
    const program = new URL('./fixtures/migrate-process.ts', import.meta.url);

    const answers = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const child = fork(program, [url, folder], { execArgv: [] });
        const [answer] = (await once(child, 'message')) as [unknown];
        return answer;
      }),
    );

    expect(answers.filter((answer) => Array.isArray(answer))).toHaveLength(4);
    expect(answers.flat()).toEqual(['0000_slow']);
    expect(await tables()).toEqual(['a']);
  });

  test('a failing migration leaves the schema as it was, those before it in the same go too, and frees the lock', async () => {
    await migrateDatabase(url, await folderWith(A));
    const broken = await folderWith({
      ...AB,
      '0002_c': 'create table c (id int);--> statement-breakpoint\nselect no_such_thing;',
    });

    await expect(migrateDatabase(url, broken)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/as it was before: column "no_such_thing" does not exist/),
    });
    expect(await tables()).toEqual(['a']);
    expect(await pendingMigrations(url, broken)).toEqual(['0001_b', '0002_c']);
    await expect(migrateDatabase(url, await folderWith(AB))).resolves.toEqual(['0001_b']);
  });

  test('a database newer than the code is refused and not touched', async () => {
    await migrateDatabase(url, await folderWith(AB));
    const older = await folderWith(A);

    await expect(migrateDatabase(url, older)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('has 2 migrations, this version knows 1'),
    });
    await expect(pendingMigrations(url, older)).rejects.toThrow('newer than this version');
    expect(await tables()).toEqual(['a', 'b']);
  });

  test('a migration that waits for a busy table gives up instead of stopping everybody behind it', async () => {
    await migrateDatabase(url, await folderWith(A));
    const both = await folderWith({ ...A, '0001_b': 'alter table a add column b int;' });
    const busy = postgres(url, { max: 1 });
    const done = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = busy.begin(async (sql) => {
      await sql`lock table a in access share mode`;
      held.resolve();
      await done.promise;
    });
    await held.promise;

    await expect(migrateDatabase(url, both, { tableTimeoutSeconds: 0.2 })).rejects.toThrow('lock timeout');
    done.resolve();
    await holding;
    await busy.end();

    expect(await migrateDatabase(url, both)).toEqual(['0001_b']);
  });
});

test('pendingMigrations of an empty database names all and writes nothing', async () => {
  expect(await pendingMigrations(url, await folderWith(AB))).toEqual(['0000_a', '0001_b']);
  expect(await ask(url, (sql) => sql`select to_regnamespace('drizzle') as schema`)).toEqual([
    { schema: null },
  ]);
});
