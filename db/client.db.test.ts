import { sql as statement } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { testDatabase } from '#e2e/suites/test-database.ts';

const { db, sql } = await testDatabase();
const INSTANT = new Date('2026-07-01T10:20:30.456Z');

test('a timestamptz is a Date both ways, through Drizzle and plain', async () => {
  const [plain] = await sql<{ at: Date }[]>`select ${INSTANT}::timestamptz as at`;
  const [drizzled] = await db.execute<{ at: Date }>(statement`select ${INSTANT}::timestamptz as at`);

  expect(plain?.at).toEqual(INSTANT);
  expect(drizzled?.at).toEqual(INSTANT);
});

test.each([
  ['count(*)', '1::bigint', 1],
  ['the largest safe integer', '9007199254740991::bigint', 9_007_199_254_740_991],
  ['one beyond it', '9007199254740993::bigint', 9_007_199_254_740_993n],
])('a bigint is a number where safe: %s', async (_, expression, expected) => {
  const [row] = await sql.unsafe<{ n: number | bigint }[]>(`select ${expression} as n`);

  expect(row?.n).toBe(expected);
});

test('the session is in UTC and says who it is', async () => {
  const [row] =
    await sql`select current_setting('TimeZone') as zone, current_setting('application_name') as name`;

  expect(row).toEqual({ zone: 'UTC', name: 'fabric-sync test' });
});

test('JSON that Drizzle stringified and JSON given as text are both objects in the database', async () => {
  const [row] =
    await sql`select jsonb_typeof(${JSON.stringify({ a: 1 })}::jsonb) as type, ${JSON.stringify({ a: 1 })}::jsonb as json`;

  expect(row).toEqual({ type: 'object', json: { a: 1 } });
});
