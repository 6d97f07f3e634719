import { expect, test } from 'vitest';
import { z } from 'zod';
import { isPageSchema, pageText as bytesOf } from '#server/api/page-text.ts';
import { pageOf } from '#server/domain/wire/list.ts';

const AROUND = { count: 2, next: 'http://a.example/?offset=2', previous: null };

const pageText = (...page: Parameters<typeof bytesOf>): string => new TextDecoder().decode(bytesOf(...page));

/** A page of names that counts how often one passed it. */
function countingSchema() {
  const passed: string[] = [];
  const name = z.string().refine((text) => passed.push(text) > 0);
  return { schema: pageOf(z.object({ name })), passed };
}

test('is the JSON of the page as its schema lets it out', () => {
  const { schema } = countingSchema();
  const results = [{ name: 'one', secret: 'x' }, { name: '"two"]}' }];

  const text = pageText(schema, { ...AROUND, results });

  expect(JSON.parse(text)).toEqual({ ...AROUND, results: [{ name: 'one' }, { name: '"two"]}' }] });
  expect(text).toBe(JSON.stringify(schema.parse({ ...AROUND, results })));
});

test('results that several requests share pass it once; what is around them is of each request', () => {
  const { schema, passed } = countingSchema();
  const results = [{ name: 'one' }];

  const first = pageText(schema, { ...AROUND, results });
  const second = pageText(schema, { ...AROUND, next: null, results });

  expect(passed).toEqual(['one']);
  expect([first, second].map((text) => JSON.parse(text))).toEqual([
    { ...AROUND, results },
    { ...AROUND, next: null, results },
  ]);
});

test('the same results pass each schema that lets them out', () => {
  const results = [{ name: 'one', role: 'viewer' }];
  const whole = pageOf(z.object({ name: z.string(), role: z.string() }));
  const part = pageOf(z.object({ name: z.string() }));

  const texts = [whole, part].map((schema) => pageText(schema, { ...AROUND, results }));

  expect(texts.map((text) => JSON.parse(text).results)).toEqual([results, [{ name: 'one' }]]);
});

test('what does not pass is not sent', () => {
  const { schema } = countingSchema();

  expect(() => pageText(schema, { ...AROUND, results: [{ name: 7 }] })).toThrow(z.ZodError);
  expect(() => pageText(schema, { ...AROUND, count: 0.5, results: [] })).toThrow(z.ZodError);
});

test.each([
  [pageOf(z.object({})), true],
  [z.object({ results: z.array(z.string()), more: z.string() }), false],
  [z.array(z.string()), false],
])('a page is what ends with its results', (schema, expected) => {
  expect(isPageSchema(schema)).toBe(expected);
});
