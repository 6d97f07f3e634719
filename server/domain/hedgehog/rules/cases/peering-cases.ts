import type { JsonObject } from '#server/domain/resource.ts';
import { CLUSTER } from './tenant-cluster.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const peering = (...permit: JsonObject[]): Objects => ({ VPCPeering: { 'p-1': { permit } } });
const externalPeering = (vpc: JsonObject, external: JsonObject): Objects => ({
  ExternalPeering: { 'p-1': { permit: { vpc, external } } },
});

const CASES: readonly RuleCase[] = [
  {
    rule: 'peering-two-vpcs',
    field: 'spec.permit[0]',
    bad: peering({ 'vpc-1': {} }),
    good: peering({ 'vpc-1': {}, 'vpc-2': {} }),
  },
  {
    rule: 'peering-same-vpcs',
    why: 'other VPCs',
    field: 'spec.permit',
    bad: peering({ 'vpc-1': {}, 'vpc-2': {} }, { 'vpc-1': {}, 'vpc-9': {} }),
    good: peering({ 'vpc-1': {}, 'vpc-2': {} }, { 'vpc-2': null, 'vpc-1': null }),
  },
  {
    rule: 'peering-same-vpcs',
    why: 'none',
    field: 'spec.permit',
    bad: peering(),
    good: peering({ a: {}, b: {} }),
  },
  {
    rule: 'peering-subnet-missing',
    field: 'spec.permit[0].vpc-1.subnets[1]',
    bad: peering({ 'vpc-1': { subnets: ['web', 'mail'] }, 'vpc-2': {} }),
    good: peering({ 'vpc-1': { subnets: ['web', 'db'] }, 'vpc-2': {} }),
  },
  {
    rule: 'peering-no-subnets',
    field: 'spec.permit[0].vpc-1.subnets',
    bad: peering({ 'vpc-1': { subnets: [] }, 'vpc-2': {} }),
    good: peering({ 'vpc-1': {}, 'vpc-2': {} }),
  },
  {
    rule: 'peering-namespaces',
    field: 'spec.permit',
    bad: peering({ 'vpc-1': {}, 'vpc-3': {} }),
    good: peering({ 'vpc-1': {}, 'vpc-2': {} }),
  },
  {
    rule: 'peering-remote',
    field: 'spec.remote',
    bad: { VPCPeering: { 'p-1': { remote: 'border', permit: [{ 'vpc-1': {}, 'vpc-2': {} }] } } },
    good: peering({ 'vpc-1': {}, 'vpc-2': {} }),
  },
  {
    rule: 'external-peering-names',
    field: 'spec.permit.external.name',
    bad: externalPeering({ name: 'vpc-1' }, {}),
    good: externalPeering({ name: 'vpc-1' }, { name: 'bgp' }),
  },
  {
    rule: 'external-peering-prefix',
    field: 'spec.permit.external.prefixes[0].prefix',
    bad: externalPeering({ name: 'vpc-1' }, { name: 'bgp', prefixes: [{}] }),
    good: externalPeering({ name: 'vpc-1' }, { name: 'bgp', prefixes: [{ prefix: '0.0.0.0/0' }] }),
  },
  {
    rule: 'external-peering-subnet-missing',
    field: 'spec.permit.vpc.subnets[0]',
    bad: externalPeering({ name: 'vpc-1', subnets: ['default'] }, { name: 'bgp' }),
    good: externalPeering({ name: 'vpc-2', subnets: ['default'] }, { name: 'bgp' }),
  },
  {
    rule: 'external-peering-namespaces',
    field: 'spec.permit',
    bad: externalPeering({ name: 'vpc-1' }, { name: 'far' }),
    good: externalPeering({ name: 'vpc-3' }, { name: 'far' }),
  },
];

export const PEERING_CASES: readonly RuleCase[] = CASES.map((entry) => ({ live: CLUSTER, ...entry }));
