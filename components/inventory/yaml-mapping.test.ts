import { expect, it } from 'vitest';
import { readMapping } from './yaml-mapping.ts';

it.each([
  ['', {}],
  ['# nothing yet', {}],
  ['vlan: 1001\nname: web', { vlan: 1001, name: 'web' }],
  ['{"vlan": 1001}', { vlan: 1001 }],
  ['1: 10G\n0c:20:12:ff:00:0a: {ip: 10.0.0.5}', { 1: '10G', '0c:20:12:ff:00:0a': { ip: '10.0.0.5' } }],
  ['on: yes', { on: 'yes' }],
])('%j is %j', (text, value) => {
  expect(readMapping(text)).toEqual({ value });
});

it.each([
  ['- a', /mapping of fields/],
  ['text', /mapping of fields/],
  ['a: 1\nb: [1', /^Line \d: /],
  ['a: 1\na: 2', /^Line 2: /],
])('%j is told: %s', (text, fault) => {
  expect(readMapping(text)).toEqual({ fault: expect.stringMatching(fault) as string });
});
