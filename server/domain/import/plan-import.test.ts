import { describe, expect, it } from 'vitest';
import type { LiveResource } from '#server/domain/resource.ts';
import { planImport } from './plan-import.ts';

const OWNER = '11111111-1111-4111-8111-111111111111';
const vpc = (differs: Partial<LiveResource> = {}): LiveResource => ({
  apiVersion: 'vpc.githedgehog.com/v1beta1',
  kind: 'VPC',
  namespace: 'default',
  name: 'vpc-1',
  uid: 'u',
  resourceVersion: '1',
  labels: {},
  annotations: {},
  spec: { subnets: { default: { subnet: '10.0.1.0/24', vlan: 1001 } } },
  managedFields: [],
  ...differs,
});
const plan = (object: LiveResource, writeScope: 'all' | 'tenant' = 'all') =>
  planImport({ live: [object], inventory: new Map(), scope: {}, owner: OWNER, writeScope });

it('an object of nobody comes in', () => {
  expect(plan(vpc())).toMatchObject({ items: [{ key: 'VPC/default/vpc-1', verdict: 'new' }], leftOut: [] });
});

describe('left out, and said why', () => {
  it.each<[string, LiveResource, string]>([
    [
      "another fabric's",
      vpc({ labels: { 'fabric-sync/owner': '22222222-2222-4222-8222-222222222222' } }),
      'VPC vpc-1 belongs to another fabric',
    ],
    [
      'one that is going',
      vpc({ deletionTimestamp: '2026-01-01T00:00:00Z' }),
      'VPC vpc-1 is being deleted in the cluster',
    ],
    ...[vpc({ annotations: { theirs: 'a\0b' } }), vpc({ spec: { mode: ['\ud800'] } })].map(
      (object): [string, LiveResource, string] => [
        'one that cannot be kept word for word',
        object,
        'VPC vpc-1 holds NUL or half of a surrogate pair in one of its texts, which cannot be kept here',
      ],
    ),
  ])('%s', (_, object, why) => {
    expect(plan(object)).toEqual({
      items: [],
      leftOut: [{ identity: { kind: 'VPC', namespace: 'default', name: 'vpc-1' }, why }],
    });
  });

  it('one outside of the write scope', () => {
    const switchOne = vpc({ apiVersion: 'wiring.githedgehog.com/v1beta1', kind: 'Switch' });

    expect(plan(switchOne, 'tenant').leftOut).toMatchObject([
      { why: 'Switch vpc-1 is outside the write scope of this fabric (tenant kinds only)' },
    ]);
  });
});

it('what nobody ever syncs is not even mentioned', () => {
  expect(plan(vpc({ kind: 'Agent', apiVersion: 'agent.githedgehog.com/v1beta1' }))).toEqual({
    items: [],
    leftOut: [],
  });
});
