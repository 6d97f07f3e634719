import { expect, it } from 'vitest';
import { selectorOf } from './select.ts';

const OBJECT = {
  metadata: { name: 'one', namespace: 'default', labels: { a: '1', 'x.io/b': 'two', n: '7' } },
};

it.each([
  ['labelSelector', 'a', true],
  ['labelSelector', '!a', false],
  ['labelSelector', 'a=1', true],
  ['labelSelector', 'a==1,x.io/b=two', true],
  ['labelSelector', 'a=2', false],
  ['labelSelector', 'a!=2', true],
  ['labelSelector', 'missing!=2', true],
  ['labelSelector', 'a in (1, 2)', true],
  ['labelSelector', 'a notin (1,2)', false],
  ['labelSelector', 'missing notin (1)', true],
  ['labelSelector', 'n>5,n<8', true],
  ['labelSelector', 'a=', false],
  ['fieldSelector', 'metadata.name=one', true],
  ['fieldSelector', 'metadata.name!=one', false],
  ['fieldSelector', 'metadata.namespace=default,metadata.name==two', false],
])('%s %s: %s', (kind, text, chosen) => {
  expect(selectorOf(new URLSearchParams({ [kind]: text }))?.(OBJECT)).toBe(chosen);
});

it.each([
  ['labelSelector', 'a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['labelSelector', 'a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['labelSelector', '=b', "found '=', expected: !, identifier, or 'end of string'"],
  ['labelSelector', 'a=b=c', "found '=', expected: ',' or 'end of string'"],
  ['labelSelector', 'a,,b', "found ',', expected: identifier after ','"],
  ['fieldSelector', 'spec.x=1', 'field label not supported: spec.x'],
  ['fieldSelector', 'zz', "invalid selector: 'zz'; can't understand 'zz'"],
])('refuses %s %s', (kind, text, message) => {
  expect(() => selectorOf(new URLSearchParams({ [kind]: text }))).toThrow(message);
});
