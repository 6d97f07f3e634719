import { expect, test } from 'vitest';
import { resourceKey } from '#server/domain/resource.ts';

test('a key names kind, namespace and name', () => {
  expect(resourceKey({ kind: 'VPC', namespace: 'default', name: 'vpc-1' })).toBe('VPC/default/vpc-1');
});

test.each([
  [
    { kind: 'VPC', namespace: 'a', name: 'b' },
    { kind: 'VPC', namespace: 'b', name: 'a' },
  ],
  [
    { kind: 'VPC', namespace: 'a', name: 'x' },
    { kind: 'Switch', namespace: 'a', name: 'x' },
  ],
  [
    { kind: 'VPC', namespace: 'a-b', name: 'c' },
    { kind: 'VPC', namespace: 'a', name: 'b-c' },
  ],
])('%o and %o are two objects', (one, other) => {
  expect(resourceKey(one)).not.toBe(resourceKey(other));
});
