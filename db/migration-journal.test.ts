import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { MIGRATIONS_FOLDER, pendingOf, readMigrations } from '#db/migration-journal.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folderWith(entries: readonly (readonly [tag: string, when: number])[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fabric-sync-migrations-'));
  folders.push(folder);
  await mkdir(join(folder, 'meta'));
  const journal = { entries: entries.map(([tag, when], idx) => ({ idx, tag, when, breakpoints: true })) };
  await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify(journal));
  for (const [tag] of entries) await writeFile(join(folder, `${tag}.sql`), `select '${tag}';`);
  return folder;
}

describe('readMigrations', () => {
  test("reads the product's own", async () => {
    const migrations = await readMigrations(MIGRATIONS_FOLDER);

    expect(migrations[0]).toMatchObject({
      tag: '0000_initial',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test.each([
    ['older than the one before', 100],
    ['as old as the one before', 200],
  ])('refuses one that is %s', async (_, when) => {
    const folder = await folderWith([
      ['0000_a', 200],
      ['0001_b', when],
    ]);

    await expect(readMigrations(folder)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('0001_b is not younger than 0000_a'),
    });
  });
});

describe('pendingOf', () => {
  const a = { tag: 'a', madeAt: 1, hash: 'ha' };
  const b = { tag: 'b', madeAt: 2, hash: 'hb' };
  const c = { tag: 'c', madeAt: 3, hash: 'hc' };

  test.each([
    ['nothing yet', [], ['a', 'b']],
    ['the first', [a], ['b']],
    ['all', [a, b], []],
  ])('a database that has %s', (_, applied, expected) => {
    expect(pendingOf([a, b], applied).map(({ tag }) => tag)).toEqual(expected);
  });

  test.each([
    ['one more than the code', [a, b, c], 'newer than this version'],
    ['a younger one in the place of a known one', [a, c], 'newer than this version'],
    ['a migration that was changed since', [{ ...a, hash: 'other' }], 'other than a of this version'],
    ['one that the code never had', [{ madeAt: 0, hash: 'x' }], 'other than a of this version'],
  ])('refuses a database that has %s', (_, applied, words) => {
    expect(() => pendingOf([a, b], applied)).toThrow(words);
  });
});
