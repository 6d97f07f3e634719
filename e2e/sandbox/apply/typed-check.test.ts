import { expect, it } from 'vitest';
import type { Json } from '../json.ts';
import type { Schema } from '../schema/structural-schema.ts';
import { checkTyped } from './typed-check.ts';

const SCHEMA: Schema = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    flag: { type: 'boolean' },
    count: { type: 'integer' },
    list: { type: 'array', items: { type: 'string' } },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
    keyed: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' } } },
    },
    set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

it.each<[Json, string | null]>([
  [{ text: 'a', count: 1.5, list: ['a'], free: { any: [1, { b: 2 }] }, flag: null }, null],
  [{ text: 1 }, '.text: expected string, got &value.valueUnstructured{Value:1}'],
  [
    { text: { a: 1 } },
    '.text: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":1}}',
  ],
  [{ text: ['a', 2] }, '.text: expected string, got &value.valueUnstructured{Value:[]interface {}{"a", 2}}'],
  [{ flag: 'x' }, '.flag: expected boolean, got &{x}'],
  [{ count: 'x' }, '.count: expected numeric (int or float), got string'],
  [{ list: 'x' }, '.list: expected list, got &{x}'],
  [{ list: [1] }, '.list[0]: expected string, got &value.valueUnstructured{Value:1}'],
  [{ map: [] }, '.map: expected map, got &{[]}'],
  [{ map: { k: true } }, '.map.k: expected numeric (int or float), got bool'],
  [{ keyed: [{ name: 'a' }, { name: 'a' }] }, '.keyed: duplicate entries for key [name="a"]'],
  [
    { keyed: [{}] },
    '.keyed: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
  ],
  [{ set: ['a', 'a'] }, '.set: duplicate entries for key [="a"]'],
  [{ bogus: 1 }, '.bogus: field not declared in schema'],
  [
    { count: 'x', text: 1 },
    'errors:\n  .count: expected numeric (int or float), got string\n  .text: expected string, got &value.valueUnstructured{Value:1}',
  ],
])('%j: %s', (value, problem) => {
  expect(checkTyped(SCHEMA, value)).toBe(problem);
});
