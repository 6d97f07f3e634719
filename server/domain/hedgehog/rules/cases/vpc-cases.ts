import type { Objects, RuleCase } from './rule-case.ts';
import { hostBgp, one, SUBNET } from './vpc-objects.ts';

const route = (prefix: string, nextHops: string[] = ['10.0.1.9']): Objects =>
  one({}, { staticRoutes: [{ prefix, nextHops }] });
const manySubnets = (count: number): Objects => ({
  VPC: {
    'vpc-1': {
      subnets: Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`s-${n}`, { subnet: `10.0.${n}.0/24`, vlan: 1000 + n }]),
      ),
    },
  },
});
const permit = (...names: string[]): Objects => ({
  VPC: { 'vpc-1': { permit: [names], subnets: { a: SUBNET, b: { subnet: '10.0.2.0/24', vlan: 1002 } } } },
});

const AT = 'spec.subnets.default';

export const VPC_CASES: readonly RuleCase[] = [
  {
    rule: 'vpc-mode',
    why: 'l3flat',
    field: 'spec.mode',
    bad: one({}, { mode: 'l3flat' }),
    good: one({}, { mode: 'l3vni' }),
    says: 'not supported yet',
  },
  {
    rule: 'vpc-mode',
    why: 'spelled out',
    field: 'spec.mode',
    bad: one({}, { mode: 'l2vni' }),
    good: one({}, { mode: '' }),
  },
  {
    rule: 'vpc-subnet-count',
    why: 'none',
    field: 'spec.subnets',
    bad: { VPC: { 'vpc-1': {} } },
    good: one({}),
    says: 'no subnets',
  },
  {
    rule: 'vpc-subnet-count',
    why: 'too many',
    field: 'spec.subnets',
    bad: manySubnets(21),
    good: manySubnets(20),
  },
  { rule: 'vpc-permit-size', field: 'spec.permit[0]', bad: permit('a'), good: permit('a', 'b') },
  { rule: 'vpc-permit-subnet', field: 'spec.permit[0][1]', bad: permit('a', 'c'), good: permit('b', 'a') },
  { rule: 'vpc-permit-duplicate', field: 'spec.permit[0][1]', bad: permit('a', 'a'), good: permit('a', 'b') },
  {
    rule: 'vpc-static-route-prefix',
    why: 'no CIDR',
    field: 'spec.staticRoutes[0].prefix',
    bad: route('10.42.0.0'),
    good: route('10.42.0.0/24'),
  },
  {
    rule: 'vpc-static-route-prefix',
    why: 'host bits',
    field: 'spec.staticRoutes[0].prefix',
    bad: route('10.42.0.1/24'),
    good: route('10.42.0.1/32'),
    says: '10.42.0.0/24 is expected',
  },
  {
    rule: 'vpc-static-route-prefix',
    why: 'missing',
    field: 'spec.staticRoutes[0].prefix',
    bad: route(''),
    good: route('0.0.0.0/0'),
  },
  {
    rule: 'vpc-static-route-next-hops',
    field: 'spec.staticRoutes[0].nextHops',
    bad: route('10.42.0.0/24', []),
    good: route('10.42.0.0/24'),
  },
  { rule: 'vpc-subnet-cidr', why: 'missing', field: `${AT}.subnet`, bad: one({ subnet: '' }), good: one({}) },
  {
    rule: 'vpc-subnet-cidr',
    why: 'malformed',
    field: `${AT}.subnet`,
    bad: one({ subnet: '10.0.01.0/24' }),
    good: one({ subnet: '10.0.1.0/24' }),
  },
  {
    rule: 'vpc-subnet-prefix-length',
    field: `${AT}.subnet`,
    bad: one({ subnet: '10.0.1.0/31' }),
    good: one({ subnet: '10.0.1.0/30' }),
  },
  {
    rule: 'vpc-subnet-reserved',
    field: `${AT}.subnet`,
    bad: one({ subnet: '172.30.8.0/24', gateway: '172.30.8.1' }),
    good: one({ subnet: '172.30.16.0/24', gateway: '172.30.16.1' }),
  },
  {
    rule: 'vpc-subnet-gateway',
    why: 'outside',
    field: `${AT}.gateway`,
    bad: one({ gateway: '10.0.2.1' }),
    good: one({ gateway: '10.0.1.254' }),
    says: 'is not in 10.0.1.0/24',
  },
  {
    rule: 'vpc-subnet-gateway',
    why: 'no address',
    field: `${AT}.gateway`,
    bad: one({ gateway: '10.0.1.1/24' }),
    good: one({ gateway: '' }),
  },
  { rule: 'vpc-subnet-vlan', field: `${AT}.vlan`, bad: one({ vlan: 0 }), good: hostBgp({}) },
  {
    rule: 'vpc-host-bgp-dhcp',
    field: `${AT}.dhcp.enable`,
    bad: hostBgp({ dhcp: { enable: true } }),
    good: hostBgp({ dhcp: { enable: false } }),
  },
  {
    rule: 'vpc-host-bgp-only',
    why: 'lengths',
    field: `${AT}.hostBGPMaxPrefixLen`,
    bad: one({ hostBGPMaxPrefixLen: 32 }),
    good: hostBgp({ hostBGPMaxPrefixLen: 32 }),
  },
  {
    rule: 'vpc-host-bgp-only',
    why: 'extra prefixes',
    field: `${AT}.hostBGPExtraPrefixes`,
    bad: one({ hostBGPExtraPrefixes: { '10.9.0.0/24': {} } }),
    good: hostBgp({ hostBGPExtraPrefixes: { '10.9.0.0/24': {} } }),
  },
  {
    rule: 'vpc-host-bgp-prefix-length',
    why: 'wrong order',
    field: AT,
    bad: hostBgp({ hostBGPMinPrefixLen: 30, hostBGPMaxPrefixLen: 28 }),
    good: hostBgp({ hostBGPMinPrefixLen: 28, hostBGPMaxPrefixLen: 30 }),
  },
  {
    rule: 'vpc-host-bgp-prefix-length',
    why: 'shorter than the subnet',
    field: AT,
    bad: hostBgp({ hostBGPMinPrefixLen: 23 }),
    good: hostBgp({ hostBGPMinPrefixLen: 24 }),
  },
  {
    rule: 'vpc-host-bgp-extra-prefix',
    field: `${AT}.hostBGPExtraPrefixes["10.9.0.1/24"]`,
    bad: hostBgp({ hostBGPExtraPrefixes: { '10.9.0.1/24': null } }),
    good: hostBgp({ hostBGPExtraPrefixes: { '10.9.0.0/24': null } }),
  },
];
