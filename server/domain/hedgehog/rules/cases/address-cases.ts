import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects, RuleCase } from './rule-case.ts';
import { one, SUBNET } from './vpc-objects.ts';

const two = (
  first: JsonObject,
  second: JsonObject,
  specs: readonly [JsonObject, JsonObject] = [{}, {}],
): Objects => ({
  VPC: {
    'vpc-1': { ...specs[0], subnets: { default: { ...SUBNET, ...first } } },
    'vpc-2': {
      ...specs[1],
      subnets: { default: { subnet: '10.0.2.0/24', gateway: '10.0.2.1', vlan: 1002, ...second } },
    },
  },
});
const inside = (vpc: Objects, space: string): Objects => ({
  ...vpc,
  IPv4Namespace: { default: { subnets: [space] } },
});
const vlans = (vpc: Objects, from: number, to: number): Objects => ({
  ...vpc,
  VLANNamespace: { default: { ranges: [{ from, to }] } },
});

const AT = 'spec.subnets.default';

export const ADDRESS_CASES: readonly RuleCase[] = [
  {
    rule: 'vpc-subnet-overlap',
    why: 'within one VPC',
    field: 'spec.subnets.b.subnet',
    bad: {
      VPC: {
        'vpc-1': {
          subnets: { a: { subnet: '10.0.0.0/16', vlan: 1 }, b: { subnet: '10.0.9.0/24', vlan: 2 } },
        },
      },
    },
    good: {
      VPC: {
        'vpc-1': {
          subnets: { a: { subnet: '10.0.0.0/16', vlan: 1 }, b: { subnet: '10.1.9.0/24', vlan: 2 } },
        },
      },
    },
    says: 'subnet a of this VPC',
  },
  {
    rule: 'vpc-subnet-overlap',
    why: 'across VPCs of one namespace',
    field: `${AT}.subnet`,
    bad: two({}, { subnet: '10.0.1.128/25', gateway: '' }),
    good: two({}, { subnet: '10.0.1.128/25', gateway: '' }, [{ ipv4Namespace: 'a' }, { ipv4Namespace: 'b' }]),
    says: 'of VPC vpc-2',
  },
  {
    rule: 'vpc-subnet-overlap',
    why: 'with a live VPC',
    field: `${AT}.subnet`,
    live: {
      VPC: { other: { ipv4Namespace: 'default', subnets: { x: { subnet: '10.0.0.0/23', vlan: 1 } } } },
    },
    bad: one({}),
    good: one({ subnet: '10.0.2.0/24', gateway: '' }),
    says: 'VPC other',
  },
  {
    rule: 'vpc-subnet-overlap',
    why: 'extra prefixes of hostBGP',
    field: `${AT}.hostBGPExtraPrefixes["10.0.2.0/25"]`,
    bad: two({ hostBGP: true, hostBGPExtraPrefixes: { '10.0.2.0/25': {} } }, {}),
    good: two({ hostBGP: true, hostBGPExtraPrefixes: { '10.0.3.0/25': {} } }, {}),
  },
  {
    rule: 'vpc-subnet-outside-namespace',
    field: `${AT}.subnet`,
    bad: inside(one({}), '10.0.0.0/24'),
    good: inside(one({}), '10.0.0.0/23'),
    says: 'which holds 10.0.0.0/24',
  },
  {
    rule: 'ipv4-namespace-too-small',
    of: 'default',
    field: 'spec.subnets',
    live: one({}),
    bad: { IPv4Namespace: { default: { subnets: ['10.0.0.0/24'] } } },
    good: { IPv4Namespace: { default: { subnets: ['10.0.0.0/16'] } } },
    says: 'no longer holds 10.0.1.0/24',
  },
  {
    rule: 'vpc-vlan-duplicate',
    field: 'spec.subnets.b.vlan',
    bad: {
      VPC: {
        'vpc-1': {
          subnets: { a: { subnet: '10.0.1.0/24', vlan: 5 }, b: { subnet: '10.0.2.0/24', vlan: 5 } },
        },
      },
    },
    good: {
      VPC: {
        'vpc-1': {
          subnets: { a: { subnet: '10.0.1.0/24', vlan: 5 }, b: { subnet: '10.0.2.0/24', vlan: 6 } },
        },
      },
    },
  },
  {
    rule: 'vpc-vlan-taken',
    why: 'of one namespace',
    field: `${AT}.vlan`,
    bad: two({}, { vlan: 1001 }),
    good: two({}, { vlan: 1001 }, [{ vlanNamespace: 'a' }, { vlanNamespace: 'b' }]),
  },
  {
    rule: 'vpc-vlan-taken',
    why: 'two hostBGP subnets without',
    field: `${AT}.vlan`,
    bad: two({ vlan: 9 }, { vlan: 9, hostBGP: true }),
    good: two({ vlan: 0, hostBGP: true }, { vlan: 0, hostBGP: true }),
  },
  {
    rule: 'vpc-vlan-taken',
    why: 'by a live VPC',
    field: `${AT}.vlan`,
    live: { VPC: { other: { subnets: { x: { subnet: '10.7.0.0/24', vlan: 1001 } } } } },
    bad: one({}),
    good: one({ vlan: 1002 }),
    says: 'VPC other',
  },
  {
    rule: 'vpc-vlan-outside-namespace',
    field: `${AT}.vlan`,
    bad: vlans(one({}), 1002, 2999),
    good: vlans(one({}), 1001, 1001),
    says: 'which holds 1002-2999',
  },
  {
    rule: 'vlan-namespace-too-small',
    of: 'default',
    field: 'spec.ranges',
    live: one({}),
    bad: vlans({}, 2000, 2999),
    good: vlans({}, 1000, 2999),
  },
];
