import type { JsonObject } from '#server/domain/resource.ts';
import { CLUSTER } from './tenant-cluster.ts';
import { BGP, bgp } from './external-objects.ts';
import type { Objects, RuleCase } from './rule-case.ts';

const STATIC = {
  external: 'still',
  connection: 'c-external',
  static: { remoteIP: '100.1.10.6', ip: '100.1.10.1/24', vlan: 10 },
};

const external = (spec: JsonObject): Objects => ({ External: { 'e-1': spec } });
const still = (fields: JsonObject, spec: JsonObject = {}): Objects => ({
  ExternalAttachment: { 'x-1': { ...STATIC, ...spec, static: { ...STATIC.static, ...fields } } },
});

const CASES: readonly RuleCase[] = [
  {
    rule: 'external-community',
    why: 'out of range',
    field: 'spec.inboundCommunity',
    bad: external({ inboundCommunity: '65536:1' }),
    good: external({ inboundCommunity: '65535:1' }),
  },
  {
    rule: 'external-community',
    why: 'one number',
    field: 'spec.outboundCommunity',
    bad: external({ outboundCommunity: '50000' }),
    good: external({ outboundCommunity: '50000:50001' }),
  },
  {
    rule: 'external-static-communities',
    field: 'spec.inboundCommunity',
    bad: external({ inboundCommunity: '1:1', static: { prefixes: ['0.0.0.0/0'] } }),
    good: external({ static: { prefixes: ['0.0.0.0/0'] } }),
  },
  {
    rule: 'external-static-prefixes',
    field: 'spec.static.prefixes',
    bad: external({ static: {} }),
    good: external({ static: { prefixes: ['10.0.0.0/8'] } }),
  },
  {
    rule: 'external-static-prefix',
    why: 'overlap',
    field: 'spec.static.prefixes[1]',
    bad: external({ static: { prefixes: ['10.0.0.0/8', '10.1.0.0/16'] } }),
    good: external({ static: { prefixes: ['10.0.0.0/8', '11.1.0.0/16'] } }),
  },
  {
    rule: 'external-static-prefix',
    why: 'no CIDR',
    field: 'spec.static.prefixes[0]',
    bad: external({ static: { prefixes: ['any'] } }),
    good: external({ static: { prefixes: ['0.0.0.0/0'] } }),
  },
  { rule: 'external-attachment-names', field: 'spec.external', bad: bgp({ external: '' }), good: bgp({}) },
  {
    rule: 'external-attachment-switch-ip',
    field: 'spec.switch.ip',
    bad: bgp({ switch: { ip: '100.1.10.1' } }),
    good: bgp({}),
  },
  {
    rule: 'external-attachment-neighbor',
    why: 'ASN',
    field: 'spec.neighbor.asn',
    bad: bgp({ neighbor: { ip: '100.1.10.6' } }),
    good: bgp({}),
  },
  {
    rule: 'external-attachment-neighbor',
    why: 'address',
    field: 'spec.neighbor.ip',
    bad: bgp({ neighbor: { asn: 1, ip: '100.1.10.6/24' } }),
    good: bgp({}),
  },
  {
    rule: 'external-attachment-static-only',
    field: 'spec.switch.vlan',
    bad: still({}, { switch: { vlan: 5 } }),
    good: still({}, { switch: {}, neighbor: {} }),
  },
  {
    rule: 'external-attachment-static',
    why: 'no remote',
    field: 'spec.static.remoteIP',
    bad: still({ remoteIP: '' }),
    good: still({}),
  },
  {
    rule: 'external-attachment-static',
    why: 'ip and proxy',
    field: 'spec.static',
    bad: still({ proxy: true }),
    good: still({ proxy: true, ip: '' }),
  },
  {
    rule: 'external-attachment-static',
    why: 'neither ip nor proxy',
    field: 'spec.static',
    bad: still({ ip: '' }),
    good: still({}),
  },
  {
    rule: 'external-attachment-static',
    why: 'ip without length',
    field: 'spec.static.ip',
    bad: still({ ip: '100.1.10.1' }),
    good: still({}),
  },
  {
    rule: 'external-attachment-external-static',
    field: 'spec.static',
    bad: still({}, { external: 'bgp' }),
    good: still({}),
  },
  {
    rule: 'external-attachment-external-bgp',
    field: 'spec.external',
    bad: bgp({ external: 'still' }),
    good: bgp({}),
  },
  {
    rule: 'external-attachment-connection-type',
    field: 'spec.connection',
    bad: bgp({ connection: 'c-bundled' }),
    good: bgp({}),
  },
  {
    rule: 'external-attachment-vlan',
    field: 'spec.switch.vlan',
    bad: { ExternalAttachment: { 'x-1': BGP, 'x-2': STATIC } },
    good: { ExternalAttachment: { 'x-1': BGP, 'x-2': { ...BGP, switch: { ip: '100.1.11.1/24' } } } },
  },
  {
    rule: 'external-attachment-vlan',
    why: 'none twice',
    field: 'spec.switch.vlan',
    bad: {
      ExternalAttachment: {
        'x-1': { ...BGP, switch: { ip: '100.1.12.1/24', vlan: 0 } },
        'x-2': { ...BGP, switch: { ip: '100.1.11.1/24' } },
      },
    },
    good: bgp({}),
  },
];

export const EXTERNAL_CASES: readonly RuleCase[] = CASES.map((entry) => ({ live: CLUSTER, ...entry }));
