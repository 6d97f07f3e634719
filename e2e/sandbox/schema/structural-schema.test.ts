import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { dropNulls, fillDefaults } from './default.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { pruneUnknown } from './prune.ts';
import type { Schema } from './structural-schema.ts';
import { validateValue } from './validate.ts';

const SCHEMA: Schema = {
  type: 'object',
  required: ['must'],
  properties: {
    must: { type: 'string' },
    text: { type: 'string', pattern: '^a+$', minLength: 2, maxLength: 4 },
    choice: { type: 'string', enum: ['one', 'two'] },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    small: { type: 'integer', format: 'int32' },
    list: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 },
    map: { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 1, maxProperties: 2 },
    time: { type: 'string', format: 'date-time' },
    either: { 'x-kubernetes-int-or-string': true },
    maybe: { type: 'string', nullable: true },
    filled: { type: 'integer', default: 4 },
    inner: { type: 'object', properties: { x: { type: 'string', default: 'hi' }, y: { type: 'string' } } },
    free: {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { known: { type: 'object' } },
    },
    keyed: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' } } },
    },
  },
};

describe('validation', () => {
  it.each<[Json, string[]]>([
    [
      {
        must: 'x',
        text: 'aa',
        count: 5,
        list: ['a'],
        map: { a: 1 },
        either: '5',
        maybe: null,
        time: '2026-01-01T00:00:00Z',
      },
      [],
    ],
    [{}, ['must: Required value']],
    [{ must: null }, ['must: Invalid value: "null": must in body must be of type string: "null"']],
    [{ must: 'x', text: 'b' }, ['text: Invalid value: "b": text in body should be at least 2 chars long']],
    [{ must: 'x', text: 'bb' }, ['text: Invalid value: "bb": text in body should match \'^a+$\'']],
    [{ must: 'x', text: 'aaaaa' }, ['text: Too long: may not be more than 4 bytes']],
    [{ must: 'x', choice: 'three' }, ['choice: Unsupported value: "three": supported values: "one", "two"']],
    [
      { must: 'x', count: 0 },
      ['count: Invalid value: 0: count in body should be greater than or equal to 1'],
    ],
    [{ must: 'x', count: 6 }, ['count: Invalid value: 6: count in body should be less than or equal to 5']],
    [
      { must: 'x', count: 1.5 },
      [
        'count: Invalid value: "number": count in body must be of type integer: "number"',
        '<nil>: Invalid value: "": Checked value must be of type integer (default format) in count',
      ],
    ],
    [
      { must: 'x', small: 3e9 },
      ['<nil>: Invalid value: "": Checked value must be of type integer with format int32 in small'],
    ],
    [{ must: 'x', list: [] }, ['list: Invalid value: 0: list in body should have at least 1 items']],
    [{ must: 'x', list: ['a', 'b', 'c'] }, ['list: Too many: 3: must have at most 2 items']],
    [
      { must: 'x', list: ['a', 1] },
      ['list[1]: Invalid value: "integer": list[1] in body must be of type string: "integer"'],
    ],
    [{ must: 'x', map: {} }, ['map: Invalid value: 0: map in body should have at least 1 properties']],
    [
      { must: 'x', map: { a: 'b' } },
      ['map.a: Invalid value: "string": map.a in body must be of type integer: "string"'],
    ],
    [
      { must: 'x', time: 'now' },
      ['time: Invalid value: "now": time in body must be of type date-time: "now"'],
    ],
    [
      { must: 'x', either: true },
      ['either: Invalid value: "boolean": either in body must be of type integer,string: "boolean"'],
    ],
    [{ must: 'x', keyed: [{ name: 'a' }, { name: 'a' }] }, ['keyed[1]: Duplicate value: {"name":"a"}']],
  ])('%j', (value, problems) => {
    expect(validateValue(SCHEMA, value).map(({ field, message }) => `${field}: ${message}`)).toEqual(
      problems,
    );
  });
});

describe('pruning', () => {
  it('drops what is not declared, and says where it was', () => {
    const value = {
      must: 'x',
      bogus: 1,
      inner: { z: 1 },
      map: { any: 1 },
      keyed: [{ name: 'a', extra: 1 }],
      free: { a: 1, known: { b: 2 } },
    };

    expect(pruneUnknown(SCHEMA, value)).toEqual({
      value: { must: 'x', inner: {}, map: { any: 1 }, keyed: [{ name: 'a' }], free: { a: 1, known: {} } },
      unknown: ['bogus', 'free.known.b', 'inner.z', 'keyed[0].extra'],
    });
  });
});

describe('defaults and nulls', () => {
  it.each<[Json, Json]>([
    [{}, { filled: 4 }],
    [{ filled: null }, { filled: 4 }],
    [
      { filled: 7, inner: {} },
      { filled: 7, inner: { x: 'hi' } },
    ],
    [
      { filled: 1, inner: null, maybe: null, map: { a: null }, list: [null] },
      { filled: 1, maybe: null, map: {}, list: [null] },
    ],
  ])('%j becomes %j', (given, kept) => {
    expect(dropNulls(SCHEMA, fillDefaults(SCHEMA, given))).toEqual(kept);
  });
});

describe('keys that stand twice', () => {
  it.each([
    ['{"a":1,"b":{"a":2}}', []],
    ['{"spec":{"foo":1,"foo":2}}', ['spec.foo']],
    ['{"a":[{"b":1},{"b":1,"c":"b","b":2}],"a":[]}', ['a[1].b', 'a']],
    ['{"a":"}{,\\"a\\":","b":"a"}', []],
  ])('%s: %j', (text, paths) => {
    expect(duplicateKeys(text)).toEqual(paths);
  });
});
