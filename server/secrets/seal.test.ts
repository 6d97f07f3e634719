import { randomBytes } from 'node:crypto';
import { assert, constantFrom, nat, pre, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { createSealer, deriveKey } from '#server/secrets/seal.ts';

const master = randomBytes(32);
const sealer = createSealer([master]);
const PLACE = 'fabrics/7/kubernetes_token';

test('any text opens again in its place', () => {
  assert(
    property(string({ unit: 'binary' }), string(), (text, place) => {
      expect(sealer.open(sealer.seal(text, place), place)).toBe(text);
    }),
  );
});

test('the same text seals differently each time and never shows', () => {
  const first = sealer.seal('hunter2-hunter2', PLACE);
  const second = sealer.seal('hunter2-hunter2', PLACE);

  expect(first).not.toBe(second);
  expect(first).not.toContain('hunter2');
});

test('a sealed text moved to another place does not open', () => {
  const sealed = sealer.seal('secret', PLACE);

  expect(() => sealer.open(sealed, 'fabrics/8/kubernetes_token')).toThrow(
    /changed, or belongs to another place/,
  );
});

test('any changed character is noticed', () => {
  const sealed = sealer.seal('a longer secret text', PLACE);
  assert(
    property(nat(sealed.length - 1), constantFrom('A', 'b', '7', '.'), (index, character) => {
      const changed = sealed.slice(0, index) + character + sealed.slice(index + 1);
      // The last base64 character carries bits that are not part of any byte.
      pre(!Buffer.from(changed.slice(13), 'base64url').equals(Buffer.from(sealed.slice(13), 'base64url')));
      expect(() => sealer.open(changed, PLACE)).toThrow(/cannot be opened/);
    }),
  );
});

test('after a rotation the new key seals and the old one still opens', () => {
  const old = sealer.seal('from before', PLACE);
  const rotated = createSealer([randomBytes(32), master]);

  expect(rotated.open(old, PLACE)).toBe('from before');
  expect(() => sealer.open(rotated.seal('new', PLACE), PLACE)).toThrow(/another key/);
});

test.each([[''], ['nonsense'], ['.'], ['abc.def']])('what was never sealed is refused: %j', (text) => {
  expect(() => sealer.open(text, PLACE)).toThrow(/cannot be opened/);
});

test('keys of different purposes differ', () => {
  expect(deriveKey(master, 'cookies')).not.toEqual(deriveKey(master, 'sealing'));
});
