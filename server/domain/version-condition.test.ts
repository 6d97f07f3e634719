import { expect, test } from 'vitest';
import { parseIfMatch, requireVersion } from '#server/domain/version-condition.ts';

test.each([
  [undefined, null],
  ['', null],
  ['*', 'any'],
  [' * ', 'any'],
  ['"7"', [7]],
  ['"7.k3j4"', [7]],
  ['W/"7.k3j4"', [7]],
  ['7', [7]],
  ['"7.a", W/"9.b"', [7, 9]],
  ['"x.a"', []],
  ['"somebody-else"', []],
  ['""', []],
])('If-Match: %s is read as %j', (header, condition) => {
  expect(parseIfMatch(header)).toEqual(condition);
});

test.each(['"7', 'seven', '"7" "8"', 'w/"7"', '"a\u0000b"'])('If-Match: %s is refused by name', (header) => {
  expect(() => parseIfMatch(header)).toThrow(
    expect.objectContaining({
      code: 'REQUEST_INVALID',
      fields: [expect.objectContaining({ field: 'If-Match' })],
    }),
  );
});

test.each([
  [null, 3],
  ['any', 3],
  [[3], 3],
  [[2, 3], 3],
] as const)('a write that expects %j goes on at version %i', (condition, version) => {
  expect(() => requireVersion(condition, 'Fabric with ID 1', version)).not.toThrow();
});

test.each([[[2]], [[]]])('a write that expects %j is refused at version 3', (condition) => {
  expect(() => requireVersion(condition, 'Fabric with ID 1', 3)).toThrow(
    expect.objectContaining({ code: 'PRECONDITION_FAILED' }),
  );
});
