import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const addresses = (subnets: string[]): Objects => ({ IPv4Namespace: { default: { subnets } } });
const ranges = (...list: JsonObject[]): Objects => ({ VLANNamespace: { default: { ranges: list } } });

export const NAMESPACE_CASES: readonly RuleCase[] = [
  {
    rule: 'name-format',
    of: 'Leaf-01',
    field: 'metadata.name',
    bad: { Server: { 'Leaf-01': {} } },
    good: { Server: { 'leaf-01.rack': {} } },
  },
  {
    rule: 'name-too-long',
    field: 'metadata.name',
    bad: { IPv4Namespace: { 'namespace-12': { subnets: [] } } },
    good: { IPv4Namespace: { 'namespace-1': { subnets: [] } }, Server: { 'server-of-any-length': {} } },
  },
  {
    rule: 'name-too-long-for-labels',
    field: 'metadata.name',
    bad: { Server: { [`s${'0'.repeat(63)}`]: {} } },
    good: { Server: { [`s${'0'.repeat(62)}`]: {} } },
  },
  {
    rule: 'vpc-name-reserved',
    field: 'metadata.name',
    bad: { VPC: { 'ext.one': {} } },
    good: { VPC: { 'ext-one': {} } },
  },
  {
    rule: 'ipv4-namespace-cidr',
    field: 'spec.subnets[1]',
    bad: addresses(['10.0.0.0/16', '10.1.0.0']),
    good: addresses(['10.0.0.0/16', '10.1.0.0/16']),
  },
  {
    rule: 'ipv4-namespace-subnet-count',
    field: 'spec.subnets',
    bad: addresses(Array.from({ length: 11 }, (_, n) => `10.${n}.0.0/16`)),
    good: addresses(Array.from({ length: 10 }, (_, n) => `10.${n}.0.0/16`)),
  },
  {
    rule: 'ipv4-namespace-overlap',
    field: 'spec.subnets[1]',
    bad: addresses(['10.0.0.0/16', '10.0.4.0/24']),
    good: addresses(['10.0.0.0/16', '10.1.4.0/24']),
  },
  {
    rule: 'ipv4-namespace-reserved',
    field: 'spec.subnets[0]',
    bad: addresses(['172.30.0.0/16']),
    good: addresses(['172.31.0.0/16']),
  },
  {
    rule: 'vlan-namespace-range',
    why: 'wrong order',
    field: 'spec.ranges[0]',
    bad: ranges({ from: 200, to: 100 }),
    good: ranges({ from: 100, to: 200 }),
  },
  {
    rule: 'vlan-namespace-range',
    why: 'too high',
    field: 'spec.ranges[0]',
    bad: ranges({ from: 4000, to: 4095 }),
    good: ranges({ from: 4000, to: 4094 }),
  },
  {
    rule: 'vlan-namespace-range',
    why: 'no beginning',
    field: 'spec.ranges[0]',
    bad: ranges({ to: 100 }),
    good: ranges({ from: 100 }),
  },
  {
    rule: 'vlan-namespace-overlap',
    field: 'spec.ranges[1]',
    bad: ranges({ from: 100, to: 200 }, { from: 200 }),
    good: ranges({ from: 100, to: 200 }, { from: 201 }),
  },
  {
    rule: 'vlan-namespace-reserved',
    field: 'spec.ranges[0]',
    bad: ranges({ from: 1000, to: 3000 }),
    good: ranges({ from: 1000, to: 2999 }),
    says: 'vpcIRBVLANRange',
  },
];
