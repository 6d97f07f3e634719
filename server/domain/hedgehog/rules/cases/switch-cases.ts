import type { JsonObject } from '#server/domain/resource.ts';
import type { Objects, RuleCase } from './rule-case.ts';
import { ESLAG, leaf, leaves, SECOND_LEAF } from './switch-objects.ts';

const SPINE = { role: 'spine', profile: 'vs', asn: 65100, ip: '172.30.0.8/21', protocolIP: '172.30.8.1/32' };

const spine = (fields: JsonObject): Objects => ({ Switch: { 'spine-01': { ...SPINE, ...fields } } });
const spaces = (to: number): Objects => ({
  ...leaf({ vlanNamespaces: ['a', 'b'] }),
  VLANNamespace: { a: { ranges: [{ from: 100, to }] }, b: { ranges: [{ from: 200, to: 299 }] } },
});

export const SWITCH_CASES: readonly RuleCase[] = [
  {
    rule: 'switch-not-hydrated',
    field: 'spec',
    bad: { Switch: { 'leaf-01': { role: 'server-leaf', profile: 'vs' } } },
    good: leaf({}),
    says: 'asn, ip, protocolIP, vtepIP',
  },
  { rule: 'switch-profile', field: 'spec.profile', bad: leaf({ profile: '' }), good: leaf({}) },
  {
    rule: 'switch-spine-vtep',
    field: 'spec.vtepIP',
    bad: spine({ vtepIP: '172.30.12.9/32' }),
    good: spine({ vtepIP: '' }),
  },
  {
    rule: 'switch-redundancy',
    why: 'group alone',
    field: 'spec.redundancy',
    bad: leaf({ redundancy: { group: 'g' } }),
    good: leaf(ESLAG),
  },
  {
    rule: 'switch-redundancy',
    why: 'type alone',
    field: 'spec.redundancy',
    bad: leaf({ redundancy: { type: 'eslag' } }),
    good: leaf({ redundancy: {} }),
  },
  {
    rule: 'switch-redundancy',
    why: 'unknown type',
    field: 'spec.redundancy.type',
    bad: leaf({ redundancy: { group: 'g', type: 'vpc' } }),
    good: leaf(ESLAG),
  },
  {
    rule: 'switch-mclag',
    field: 'spec.redundancy.type',
    bad: leaf({ redundancy: { group: 'g', type: 'mclag' } }),
    good: leaf(ESLAG),
  },
  {
    rule: 'switch-group',
    field: 'spec.groups[1]',
    bad: leaf({ groups: ['a', ''] }),
    good: leaf({ groups: ['a'] }),
  },
  {
    rule: 'switch-vlan-namespaces-overlap',
    of: 'leaf-01',
    field: 'spec.vlanNamespaces[0]',
    bad: spaces(200),
    good: spaces(199),
  },
  { rule: 'switch-ip', field: 'spec.ip', bad: leaf({ ip: '172.30.0.10' }), good: leaf({}) },
  {
    rule: 'switch-host-ip',
    why: 'protocol IP',
    field: 'spec.protocolIP',
    bad: leaf({ protocolIP: '172.30.8.3/31' }),
    good: leaf({}),
  },
  {
    rule: 'switch-host-ip',
    why: 'VTEP IP',
    field: 'spec.vtepIP',
    bad: leaf({ vtepIP: '172.30.12.1' }),
    good: leaf({}),
  },
  {
    rule: 'switch-ip-outside',
    field: 'spec.ip',
    bad: leaf({ ip: '172.30.8.10/21' }),
    good: leaf({}),
    says: '172.30.0.0/21 by default',
  },
  {
    rule: 'switch-asn-range',
    why: 'leaf',
    field: 'spec.asn',
    bad: leaf({ asn: 65534 }),
    good: leaf({ asn: 65533 }),
  },
  { rule: 'switch-asn-range', why: 'spine', field: 'spec.asn', bad: spine({ asn: 65101 }), good: spine({}) },
  {
    rule: 'switch-asn-taken',
    field: 'spec.asn',
    bad: leaves({ asn: 65101 }),
    good: leaves({}),
    says: 'leaf-02',
  },
  {
    rule: 'switch-asn-taken',
    why: 'not by MCLAG peers',
    field: 'spec.asn',
    bad: leaves({ asn: 65101 }),
    good: leaves(
      { asn: 65101, redundancy: { group: 'm', type: 'mclag' } },
      { redundancy: { group: 'm', type: 'mclag' } },
    ),
  },
  {
    rule: 'device-ip-taken',
    why: 'management',
    field: 'spec.ip',
    bad: leaves({ ip: '172.30.0.10/22' }),
    good: leaves({}),
  },
  {
    rule: 'device-ip-taken',
    why: 'by a live switch',
    field: 'spec.vtepIP',
    live: { Switch: { 'leaf-09': SECOND_LEAF } },
    bad: leaf({ vtepIP: '172.30.12.2/32' }),
    good: leaf({}),
    says: 'Switch leaf-09',
  },
  {
    rule: 'device-ip-taken',
    why: 'by a gateway',
    field: 'spec.protocolIP',
    live: { Gateway: { 'gateway-1': { protocolIP: '172.30.8.3/32' } } },
    bad: leaf({}),
    good: leaf({ protocolIP: '172.30.8.30/32' }),
    says: 'Gateway gateway-1',
  },
];
