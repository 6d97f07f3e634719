import { expect, it } from 'vitest';
import { planSync } from '#server/domain/plan/plan.ts';
import {
  OWNERSHIP,
  resourceKey,
  type DesiredResource,
  type JsonObject,
  type LiveResource,
} from '#server/domain/resource.ts';
import { ruleFindings, type SettledFinding } from './check-rules.ts';

const OWNER = '0b8c7a52-7c5e-4d5e-9a3e-0c8a5a1f3b11';

const object = (kind: string, name: string, spec: JsonObject): DesiredResource => ({
  apiVersion: kind === 'Switch' ? 'wiring.githedgehog.com/v1beta1' : 'vpc.githedgehog.com/v1beta1',
  kind,
  namespace: 'default',
  name,
  labels: {},
  annotations: {},
  spec,
});
const vpc = (name: string, subnet: string, vlan: number): DesiredResource =>
  object('VPC', name, { subnets: { default: { subnet, vlan } } });
const live = (
  resource: DesiredResource,
  owner: string | null = OWNER,
  more: Partial<LiveResource> = {},
): LiveResource => ({
  ...resource,
  uid: `uid-${resource.name}`,
  resourceVersion: '1',
  labels:
    owner === null
      ? {}
      : { [OWNERSHIP.managedByLabel]: OWNERSHIP.managedByValue, [OWNERSHIP.ownerLabel]: owner },
  managedFields: [],
  ...more,
});

function findings(
  desired: readonly DesiredResource[],
  cluster: readonly LiveResource[],
  options: {
    readonly prune?: boolean;
    readonly force?: boolean;
    readonly writeScope?: 'tenant' | 'all';
  } = {},
): SettledFinding[] {
  const plan = planSync({
    desired,
    live: cluster,
    stored: new Map(),
    owner: OWNER,
    options: { force: false, prune: true, writeScope: 'all', conflictPolicy: 'force', ...options },
  });
  return ruleFindings(plan, desired, new Map(cluster.map((each) => [resourceKey(each), each])));
}

it('refuses an object that stands in the way of another, once each', () => {
  expect(findings([vpc('a', '10.0.1.0/24', 1), vpc('b', '10.0.1.0/24', 2)], [])).toMatchObject([
    { severity: 'refusal', key: 'VPC/default/a', field: 'spec.subnets.default.subnet' },
    { severity: 'refusal', key: 'VPC/default/b', field: 'spec.subnets.default.subnet' },
  ]);
});

it('puts what several rules say of one object into one message', () => {
  const [finding, ...others] = findings([vpc('a', '10.0.1.0/31', 0)], []);

  expect(others).toEqual([]);
  expect(finding?.message).toContain('/30');
  expect(finding?.message).toContain('; spec.subnets.default.vlan: has no VLAN');
});

it('tells of no more than five things about one object', () => {
  const names = Array.from({ length: 9 }, (_, index) => `s${index}`);
  const spec = { subnets: Object.fromEntries(names.map((name, n) => [name, { subnet: `10.0.${n}.0/24` }])) };

  expect(findings([object('VPC', 'a', spec)], [])[0]?.message).toMatch(/; and 4 more$/);
});

it('sees who lives in the cluster already', () => {
  const theirs = live(vpc('theirs', '10.0.0.0/16', 9), null);

  expect(findings([vpc('a', '10.0.1.0/24', 1)], [theirs])).toMatchObject([
    { severity: 'refusal', key: 'VPC/default/a', message: expect.stringContaining('VPC theirs') as string },
  ]);
});

it.each([
  ['is deleted by this run (renamed)', live(vpc('before', '10.0.1.0/24', 1)), {}],
  [
    'is being deleted',
    live(vpc('before', '10.0.1.0/24', 1), null, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    {},
  ],
])('is not kept by an object that %s', (_why, before, options) => {
  expect(findings([vpc('after', '10.0.1.0/24', 1)], [before], options)).toEqual([]);
});

it('is kept by a leftover that pruning leaves there', () => {
  const before = live(vpc('before', '10.0.1.0/24', 1));

  expect(findings([vpc('after', '10.0.1.0/24', 1)], [before], { prune: false })).toMatchObject([
    { severity: 'refusal', key: 'VPC/default/after' },
  ]);
});

it('lets two objects swap what they hold', () => {
  const cluster = [live(vpc('a', '10.0.1.0/24', 1)), live(vpc('b', '10.0.2.0/24', 2))];

  expect(findings([vpc('a', '10.0.2.0/24', 2), vpc('b', '10.0.1.0/24', 1)], cluster)).toEqual([]);
});

it('asks about nothing that stays as it is, unless all of it is applied again', () => {
  const desired = [vpc('a', '10.0.1.0/24', 1), vpc('b', '10.0.1.0/24', 2)];
  const cluster = desired.map((resource) => live(resource));

  expect(findings(desired, cluster)).toEqual([]);
  expect(findings(desired, cluster, { force: true })).toHaveLength(2);
});

it('goes by what is in the cluster for kinds outside the write scope', () => {
  const wanted = object('IPv4Namespace', 'default', { subnets: ['10.0.0.0/16'] });
  const standing = live(object('IPv4Namespace', 'default', { subnets: ['10.9.0.0/16'] }), null);
  const tenants = [wanted, vpc('a', '10.0.1.0/24', 1)];

  expect(findings(tenants, [standing], { writeScope: 'tenant' })).toMatchObject([
    { severity: 'refusal', key: 'VPC/default/a', message: expect.stringContaining('10.9.0.0/16') as string },
  ]);
  expect(findings(tenants, [standing], { writeScope: 'all' })).toEqual([]);
});

it('says one note a rule, with the number of objects', () => {
  const raw = (name: string): DesiredResource =>
    object('Switch', name, { role: 'server-leaf', profile: 'vs' });

  expect(findings([raw('leaf-01'), raw('leaf-02'), raw('leaf-03')], [])).toMatchObject([
    {
      severity: 'note',
      message: expect.stringMatching(/^Switch leaf-01: lacks asn, ip, .*\(3 objects in all\)$/) as string,
    },
  ]);
});
