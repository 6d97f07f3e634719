import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { storable, storedJson } from '#db/stored-json.ts';

test.each([
  ['NUL', 'a\0b', 'a\ufffdb'],
  ['the first half of a pair', 'a\ud800', 'a\ufffd'],
  ['the second half', '\udfffb', '\ufffdb'],
  ['a whole pair', '\u{1f600}', '\u{1f600}'],
  ['other control characters', '\u0001\u001f\n"\\', '\u0001\u001f\n"\\'],
  ['what only looks like an escape', String.raw`\u0000 \\u0000 \ud800`, String.raw`\u0000 \\u0000 \ud800`],
  ['a backslash before NUL', '\\\0', '\\\ufffd'],
])('%s', (_, text, kept) => {
  expect(storable({ [text]: [text] })).toEqual({ [kept]: [kept] });
});

test('whatever text comes, only what cannot be stored is marked', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      const kept = storable(texts);

      expect(kept).toEqual(texts.map((text) => text.replaceAll('\0', '\ufffd').toWellFormed()));
      expect(storedJson(kept)).toBe(JSON.stringify(kept));
    }),
  );
});
