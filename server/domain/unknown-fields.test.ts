import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#server/domain/resource.ts';
import { unknownFields } from '#server/domain/unknown-fields.ts';

const schema: JsonObject = {
  type: 'object',
  properties: {
    vlan: { type: 'integer' },
    subnets: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { subnet: { type: 'string' } } },
    },
    links: { type: 'array', items: { type: 'object', properties: { port: { type: 'string' } } } },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    any: { type: 'object', additionalProperties: true },
    empty: { type: 'object' },
    port: { 'x-kubernetes-int-or-string': true },
  },
};

test.each<[JsonValue, string[]]>([
  [{ vlan: 1, port: 'E1' }, []],
  [{ vlan: 1, wlan: 2 }, ['spec.wlan']],
  [{ subnets: { a: { subnet: 'x' } } }, []],
  [
    { subnets: { a: { hostBGP: true }, b: { hostBGP: true, x: 1 } } },
    ['spec.subnets.*.hostBGP', 'spec.subnets.*.x'],
  ],
  [{ links: [{ port: 'E1' }, { prot: 'E2' }, { prot: 'E3' }] }, ['spec.links.*.prot']],
  [{ free: { whatever: { deep: 1 } }, any: { x: { y: 1 } } }, []],
  [{ empty: { dropped: 1 } }, ['spec.empty.dropped']],
  [{ subnets: null, links: 'not a list' }, []],
  [JSON.parse('{"__proto__": 1, "constructor": 2}') as JsonValue, ['spec.__proto__', 'spec.constructor']],
])('%j', (value, paths) => {
  expect(unknownFields(value, schema, ['spec'])).toEqual(paths);
});

test('without a schema nothing is said', () => {
  expect(unknownFields({ a: 1 }, undefined, ['spec'])).toEqual([]);
});
