import { expect, test } from 'vitest';
import { requireStorable } from '#server/http/storable.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};

test.each([
  ['NUL in a text', { a: { b: ['x\0'] } }, 'a.b.0'],
  ['NUL in a name', { 'a\0': 1 }, 'body'],
  ['half of a pair', ['\ud800'], '0'],
  ['half of a pair in a name', { '\udfff': 1 }, 'body'],
  ['nesting without end', nested(100_000), 'a.a.a'],
])('%s is refused, and its place named', (_, value, field) => {
  expect(() => requireStorable(value)).toThrow(
    expect.objectContaining({ code: 'REQUEST_INVALID', fields: [expect.objectContaining({ field })] }),
  );
});

test.each([
  [null],
  [undefined],
  ['👩‍🔬'],
  [nested(60)],
  [[1, true, null, 'ü']],
  [JSON.parse('{"__proto__": {"a": 1}}')],
])('%j is taken', (value) => {
  expect(() => requireStorable(value)).not.toThrow();
});
