import { afterAll, beforeAll, expect, test } from 'vitest';

const closed: string[] = [];
// Before the import: such hooks run newest first, so this one comes after the other.
afterAll(() => {
  if (closed.join() !== 'in a test,in beforeAll') throw new Error(`closed: ${closed.join()}`);
});
const { atEnd } = await import('./at-end.ts');

beforeAll(() => atEnd(() => closed.push('in beforeAll')));

test('what a test or a beforeAll opened is closed when the file is over, the newest first', () => {
  atEnd(() => closed.push('in a test'));
  expect(closed).toEqual([]);
});
